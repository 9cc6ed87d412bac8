namespace Convos.Tests;

/// <summary>
/// What each recorded payload leaves behind, a line for each, in the words of <see cref="Effects"/> (of texts only their length);
/// <c>after</c> names what came before it, newest first. <c>wa-</c>: a sequence of them, and its end.
/// </summary>
internal static class RecordedEffects
{
    private const string Table =
        """
        001-text: Sheena Nelson = phone 16505551234 | to +16505551234 | contact text: 30 | ticket queued
        002-text-pywa-bsuid-present: Test Name = phone 972987654321, parent US.ENT.11815799212886844830, user US.13491208655302741918 | to +972987654321 | contact text: 9 | ticket queued
        003-text-product-inquiry-context: Sheena Nelson = phone 16505551234 | to +16505551234 | contact text: 24 +context | ticket queued
        004-text-ctwa-ad-referral: Sheena Nelson = phone 16505551234 | to +16505551234 | contact text: 31 +referral | ticket queued | from ad: Chat with us
        005-text-referral-video-ad-from_user_id: Dana Hill = phone 255550100005, user TZ.1233720022009503 | to +255550100005 | contact text: 15 +referral | ticket queued | from ad: Lumen Digital
        006-referral-placeholder-values: Test Name = phone 972987654321, parent US.ENT.11815799212886844830, user US.13491208655302741918 | to +972987654321 | contact text: 4 +referral | ticket queued | from other: AD_TITLE
        007-image-caption-url: Sheena Nelson = phone 16505551234 | to +16505551234 | contact image: 9 | ticket queued
        008-image-no-caption: Test Name = phone 972987654321, parent US.ENT.11815799212886844830, user US.13491208655302741918 | to +972987654321 | contact image: 0 | ticket queued
        009-image-with-lookaside-url: Test Name = phone 972987654321, parent US.ENT.11815799212886844830, user US.13491208655302741918 | to +972987654321 | contact image: 0 | ticket queued
        010-image-without-message-id-or-metadata: unknown number:
        011-image-with-errors-media-download-failed: Avery Stone = phone 15550100001 | to +15550100001 | contact image: 21 +errors | ticket queued
        012-video-forwarded: Test Name = phone 972987654321, parent US.ENT.11815799212886844830, user US.13491208655302741918 | to +972987654321 | contact video: 7 +context | ticket queued
        013-video-url: Sheena Nelson = phone 16505551234 | to +16505551234 | contact video: 19 | ticket queued
        014-audio-voice-note: Sheena Nelson = phone 16505551234 | to +16505551234 | contact voice: 0 | ticket queued
        015-audio-voice-note-pywa: Test Name = phone 972987654321, parent US.ENT.11815799212886844830, user US.13491208655302741918 | to +972987654321 | contact voice: 0 | ticket queued
        016-audio-file-not-voice: Test Name = phone 972987654321, parent US.ENT.11815799212886844830, user US.13491208655302741918 | to +972987654321 | contact audio: 0 +context | ticket queued
        017-document-pdf-caption: Sheena Nelson = phone 16505551234 | to +16505551234 | contact document: 10 | ticket queued
        018-document-pywa-forwarded: Test Name = phone 972987654321, parent US.ENT.11815799212886844830, user US.13491208655302741918 | to +972987654321 | contact document: 7 +context | ticket queued
        019-document-accented-filename: Avery Stone = phone 15550100001 | to +15550100001 | contact document: 9 | ticket queued
        020-sticker-static: Test Name = phone 972987654321, parent US.ENT.11815799212886844830, user US.13491208655302741918 | to +972987654321 | contact sticker: 0 | ticket queued
        021-sticker-animated: Test Name = phone 972987654321, parent US.ENT.11815799212886844830, user US.13491208655302741918 | to +972987654321 | contact sticker: 0 | ticket queued
        022-sticker-animated-url: Sheena Nelson = phone 16505551234 | to +16505551234 | contact sticker: 0 | ticket queued
        023-location-place: Sheena Nelson = phone 16505551234 | to +16505551234 | contact location: 12 | ticket queued
        024-location-current-forwarded: Test Name = phone 972987654321, parent US.ENT.11815799212886844830, user US.13491208655302741918 | to +972987654321 | contact location: 0 +context | ticket queued
        025-location-chosen: Test Name = phone 972987654321, parent US.ENT.11815799212886844830, user US.13491208655302741918 | to +972987654321 | contact location: 11 +context | ticket queued
        026-location-reply-to-location-request: Pablo Morales = phone 16505551234 | to +16505551234 | contact location: 28 ←INTERACTIVE | ticket queued
        027-location-very-long-name: Avery Stone = phone 15550100001 | to +15550100001 | contact location: 129 | ticket queued
        028-contacts-one: Sheena Nelson = phone 16505551234 | to +16505551234 | contact contacts: 18 | ticket queued
        029-contacts-three: Test Name = phone 972987654321, parent US.ENT.11815799212886844830, user US.13491208655302741918 | to +972987654321 | contact contacts: 35 | ticket queued
        030-contacts-missing-fields: Robin Park = phone 915550100003 | to +915550100003 | contact contacts: 25 | ticket queued
        031-contacts-request-contact-info: Pablo M. = phone 16505551234, user US.13491208655302741918 | to +16505551234 | contact contacts: 12 | ticket queued
        032-contacts-shared-with-vcard: Pablo M. (@pablomorales) = user US.13491208655302741918 | to US.13491208655302741918 | contact contacts: 12 | ticket queued
        033-reaction-add: contact reacted 👍 to A
        034-reaction-removed-emoji-omitted after 033-reaction-add:
        035-reaction-removed-emoji-empty after a reaction to A:
        036-reaction-pywa-unknown-target: waiting: reaction
        037-button-template-quick-reply: Sheena Nelson = phone 16505551234 | to +16505551234 | contact button: 11 ←TEMPLATE | ticket queued
        038-button-without-context: Test Name = phone 972987654321, parent US.ENT.11815799212886844830, user US.13491208655302741918 | to +972987654321 | contact button: 5 | ticket queued
        039-button-only-text: Avery Stone = phone 15550100001 | to +15550100001 | contact button: 20 | ticket queued
        040-interactive-button_reply: Sheena Nelson = phone 16505551234 | to +16505551234 | contact interactive: 6 ←INTERACTIVE | ticket queued
        041-interactive-list_reply: Sheena Nelson = phone 16505551234 | to +16505551234 | contact interactive: 21 ←LIST | ticket queued
        042-interactive-list_reply-no-description: Test Name = phone 972987654321, parent US.ENT.11815799212886844830, user US.13491208655302741918 | to +972987654321 | contact interactive: 5 ←LIST | ticket queued
        043-interactive-nfm_reply-flow: Test Name = phone 972987654321, parent US.ENT.11815799212886844830, user US.13491208655302741918 | to +972987654321 | contact interactive: 4 ←FLOW | ticket queued
        044-interactive-nfm_reply-no-token: Test Name = phone 972987654321, parent US.ENT.11815799212886844830, user US.13491208655302741918 | to +972987654321 | contact interactive: 4 ←FLOW | ticket queued
        045-interactive-body-missing-with-value-errors: Test Name = phone 972987654321, parent US.ENT.11815799212886844830, user US.13491208655302741918 | to +972987654321 | contact unsupported: 0 ←FLOW | ticket queued | warning error: 131000
        046-interactive-call_permission_reply: Test Name = phone 972987654321, parent US.ENT.11815799212886844830, user US.13491208655302741918 | to +972987654321 | contact unsupported: 0 | ticket queued
        047-order: Sheena Nelson = phone 16505551234 | to +16505551234 | contact order: 11 | ticket queued
        048-order-empty-text: Test Name = phone 972987654321, parent US.ENT.11815799212886844830, user US.13491208655302741918 | to +972987654321 | contact order: 0 | ticket queued
        049-system-user_changed_number: +1 219-555-5358 = phone 12195555358, phone 16505551234 | to +12195555358, who never wrote | system system: 58 [no ticket]
        050-system-identity_changed: User A = phone 972987654321 | to +972987654321, who never wrote | system system: 21 +identity [no ticket]
        051-system-user_changed_user_id after 031-contacts-request-contact-info: Pablo M. = phone 16505551234, user US.13491208655302741918, user US.99991208655302740000 | to +16505551234 | contact contacts: 12 | system system: 82 | ticket queued
        052-unsupported-edit: Sheena Nelson = phone 16505551234 | to +16505551234 | contact unsupported: 0 +errors | ticket queued
        053-unsupported-pool: Test Name = phone 972987654321, parent US.ENT.11815799212886844830, user US.13491208655302741918 | to +972987654321 | contact unsupported: 0 +errors | ticket queued
        054-unsupported-legacy-no-detail: Test Name = phone 972987654321, parent US.ENT.11815799212886844830, user US.13491208655302741918 | to +972987654321 | contact unsupported: 0 +errors | ticket queued
        055-unsupported-131060-first-contact: Sheena Nelson = phone 16505551234 | to +16505551234 | contact unsupported: 0 +errors | ticket queued
        056-unsupported-raw_type-from_user_id: Riley Moss = phone 19295550100, user US.1033196179544075 | to +19295550100 | contact unsupported: 0 +errors | ticket queued
        057-request_welcome: Sheena Nelson = phone 16505551234 | to +16505551234
        058-ephemeral-ignored: Avery Stone = phone 15550100001 | to +15550100001 | contact unsupported: 0 | ticket queued
        059-ice-breaker-text: Sheena Nelson = phone 16505551234 | to +16505551234 | contact text: 11 | ticket queued
        060-reply-to-our-message: Test Name = phone 972987654321, parent US.ENT.11815799212886844830, user US.13491208655302741918 | to +972987654321 | contact text: 12 ←A | ticket queued
        061-reply-to-own-earlier-message: Sam Field = phone 16505550106 | to +16505550106 | contact text: 15 | ticket queued
        062-forwarded: Test Name = phone 972987654321, parent US.ENT.11815799212886844830, user US.13491208655302741918 | to +972987654321 | contact text: 14 +context | ticket queued
        063-forwarded-many-times: Test Name = phone 972987654321, parent US.ENT.11815799212886844830, user US.13491208655302741918 | to +972987654321 | contact text: 25 +context | ticket queued
        064-edit-image-caption after 007-image-caption-url: Sheena Nelson = phone 16505551234 | to +16505551234 | contact image: 21 (edited) | worded: 9 | worded: 21 | ticket queued
        065-revoke after 001-text: Sheena Nelson = phone 16505551234 | to +16505551234 | contact deleted: 0 | worded: 30 | ticket queued
        066-edit-bsuid-only: waiting: edit
        067-group-text:
        068-smb-echo-text: +1 650-555-1234 = phone 16505551234 | to +16505551234, who never wrote | phone text: 66 [no ticket]
        069-smb-echo-revoke after 068-smb-echo-text: +1 650-555-1234 = phone 16505551234 | to +16505551234, who never wrote | phone deleted: 0 [no ticket] | worded: 66
        070-smb-echo-edit after 068-smb-echo-text: +1 650-555-1234 = phone 16505551234 | to +16505551234, who never wrote | phone text: 15 (edited) [no ticket] | worded: 15 | worded: 66
        071-bsuid-only-text: Sheena Nelson (@realsheenanelson) = parent US.ENT.11815799212886844830, user US.13491208655302741918 | to US.13491208655302741918 | contact text: 30 | ticket queued
        072-bsuid-only-then-phone-1: Casey Reed (@caseyreed) = parent IN.ENT.9750126223, user IN.2144589462161137 | to IN.2144589462161137 | contact text: 13 | ticket queued
        073-bsuid-only-then-phone-2 after 072-bsuid-only-then-phone-1: Casey Reed (@caseyreed) = phone 915550100002, parent IN.ENT.9750126223, user IN.2144589462161137 | to +915550100002 | contact text: 13 | contact text: 15 | ticket queued
        074-user_id_update after 071-bsuid-only-text: Sheena Nelson (@realsheenanelson) = phone 16505551234, parent US.ENT.11815799212886844830, user US.13491208655302741918, user US.99991208655302740000 | to +16505551234 | contact text: 30 | ticket queued
        075-status-sent-conversation-pricing: A sent, priced
        076-status-delivered: A delivered, priced
        077-status-read-pywa-contacts: A read, priced
        078-status-minimal-v24:
        079-status-failed-131049: C failed 131049
        080-status-failed-experiment: D failed 130472
        081-status-played-voice: VOICE played, priced
        082-status-biz_opaque_callback_data: E sent, priced
        083-status-delivered-bsuid-no-recipient_id: A delivered, priced
        084-status-failed-no-contacts-2026: C failed 131049
        084-status-failed-no-contacts-2026 after 079-status-failed-131049: C failed 131049
        085-status-group-read:
        086-status-unknown-value-deleted:
        087-status-failed-131053-voice-mime: VOICE failed 131053
        088-value-errors-rate-limit: warning error: 130429
        089-field-message_template_status_update: info template_status: APPROVED order_confirmation (en-US)
        090-field-message_template_quality_update: warning template_quality: YELLOW welcome_template (en-US)
        091-field-template_category_update: info template_category: UTILITY welcome_template (en-US)
        092-field-account_update: critical account: ACCOUNT_DELETED
        093-field-phone_number_quality_update: info phone_quality: THROUGHPUT_UPGRADE
        094-field-user_preferences:
        095-field-account_alerts: warning account_alert: INCREASED_CAPABILITIES_ELIGIBILITY_DEFERRED
        096-field-security: warning security: PIN_RESET_REQUEST
        097-field-smb_app_state_sync:
        098-field-history-chunk:
        099-field-calls-connect:
        100-dup-1-redelivery-byte-identical after 001-text: Sheena Nelson = phone 16505551234 | to +16505551234 | contact text: 30 | ticket queued
        101-dup-2-same-wamid-twice-in-one-envelope: Sheena Nelson = phone 16505551234 | to +16505551234 | contact text: 30 | ticket queued
        104-batch-three-messages-one-contact: Sheena Nelson = phone 16505551234 | to +16505551234 | contact text: 2 | contact image: 0 | contact text: 25 | ticket queued
        105-batch-two-contacts-one-change: Sheena Nelson = phone 16505551234 | Pablo Morales = phone 14155550199 | to +16505551234 | to +14155550199 | contact text: 11 | contact text: 10 | ticket queued | ticket queued
        107-batch-statuses-mixed: A delivered | B read | C failed 131026 | waiting: status
        109-ooo-status-1-read: A read
        110-ooo-status-2-delivered: A delivered
        110-ooo-status-2-delivered after 109-ooo-status-1-read: A read
        111-ooo-status-3-sent:
        111-ooo-status-3-sent after 110-ooo-status-2-delivered after 109-ooo-status-1-read: A read
        115-status-before-send-response: waiting: status
        118-reaction-skin-tone-zwj: contact reacted 🧑🏽‍🤝‍🧑🏿 to A
        119-missing-contacts: +1 650-555-1234 = phone 16505551234 | to +16505551234 | contact text: 22 | ticket queued
        120-contact-without-profile-name: +1 415-555-0177 = phone 14155550177 | to +14155550177 | contact text: 10 | ticket queued
        122-hostile-name-and-text-html: "><img src=x onerror=alert(3)> = phone 14155550179 | to +14155550179 | contact text: 89 | ticket queued
        123-text-4096-emoji: Sheena Nelson = phone 16505551234 | to +16505551234 | contact text: 4096 | ticket queued
        124-text-huge-60k: Sheena Nelson = phone 16505551234 | to +16505551234 | contact text: 59850 | ticket queued
        125-text-rtl-bidi: أحمد ‮evil‬ = phone 972555010001 | to +972555010001 | contact text: 57 | ticket queued
        128-unknown-message-type: Sheena Nelson = phone 16505551234 | to +16505551234 | contact unknown: 0 | ticket queued
        129-unknown-field:
        130-unknown-object:
        132-entry-is-object-not-array:
        134-timestamp-far-future: Sheena Nelson = phone 16505551234 | to +16505551234 | contact text: 18 | ticket queued
        136-document-no-filename-odd-mime: Sheena Nelson = phone 16505551234 | to +16505551234 | contact document: 0 | ticket queued
        137-image-svg-mime: Sheena Nelson = phone 16505551234 | to +16505551234 | contact image: 0 | ticket queued
        139-brazil-9th-digit-1-old-format: Marina Costa = phone 554155501077 | to +554155501077 | contact text: 2 | ticket queued
        140-brazil-9th-digit-2-new-format after 139-brazil-9th-digit-1-old-format: Marina Costa = phone 554155501077 | to +5541955501077 | contact text: 2 | contact text: 10 | ticket queued
        145-raw-compact-escaped-unicode: Zoë Åström = phone 16505551234 | to +16505551234 | contact text: 39 | ticket queued
        146-raw-compact-utf8: Zoë Åström = phone 16505551234 | to +16505551234 | contact text: 39 | ticket queued
        wa-status-forward: A read, priced
        wa-bsuid-to-phone: Casey Reed (@caseyreed) = phone 915550100002, parent IN.ENT.9750126223, user IN.2144589462161137 | to +915550100002 | contact text: 13 | contact text: 15 | ticket queued
        wa-brazil: Marina Costa = phone 554155501077 | to +5541955501077 | contact text: 2 | contact text: 10 | ticket queued
        wa-revoke: Sheena Nelson = phone 16505551234 | to +16505551234 | contact deleted: 0 | worded: 30 | ticket queued
        wa-status-race: waiting: status | then sent
        """;

    private const string Sequence = "wa-";

    private static readonly IReadOnlyList<RecordedEffect> All = [.. Table
        .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(line => line.Split(':', 2))
        .Select(parts => new RecordedEffect([.. parts[0].Split(" after ").Reverse()], parts[1].Trim()))];

    public static IReadOnlyList<RecordedEffect> OfFiles { get; } = [.. All.Where(effect => !effect.Name.StartsWith(Sequence, StringComparison.Ordinal))];

    public static IReadOnlyDictionary<string, string> OfSequences { get; } =
        All.Except(OfFiles).ToDictionary(effect => effect.Name, effect => effect.Effect);
}

/// <summary>What is left when all these have come; the last is the one that the effect is of.</summary>
internal sealed record RecordedEffect(IReadOnlyList<string> Steps, string Effect)
{
    private const string Reaction = "a reaction to ";

    public string Name => Steps[^1];

    public IReadOnlyList<string> Files => [.. Steps.Where(step => !step.StartsWith(Reaction, StringComparison.Ordinal))];

    /// <summary>The message of ours that somebody reacted to before.</summary>
    public string? Reacted => Steps[0].StartsWith(Reaction, StringComparison.Ordinal) ? Steps[0][Reaction.Length..] : null;
}
