using static Convos.Tests.OwnPayload;

namespace Convos.Tests;

/// <summary>One payload of ours, at least, for every kind of message, status and news, and for every nasty case that a channel is known for.</summary>
internal static class OwnPayloads
{
    public static IEnumerable<OwnPayload> All => [.. Kinds, .. Contexts, .. Changes, .. Echoes, .. Statuses, .. People, .. Shapes];

    private static readonly OwnPayload[] Kinds =
    [
        Of("text", "k1", 1, "text", """ "text":{"body":"hola"} """, "contact text: hola"),
        Of("image, with an address and a caption", "k2", 2, "image",
            """ "image":{"id":"901","mime_type":"image/jpeg","sha256":"eA==","caption":"la etiqueta","url":"https://lookaside.example/1?ext=2"} """, "contact image: la etiqueta"),
        Of("image, alone", "k3", 3, "image", """ "image":{"id":"902","mime_type":"image/jpeg"} """, "contact image: "),
        Of("image of active content", "k4", 4, "image", """ "image":{"id":"903","mime_type":"image/svg+xml"} """, "contact image: "),
        Of("image that Meta could not fetch", "k5", 5, "image",
            """ "image":{"id":"904","caption":"así llegó"},"errors":[{"code":131052,"title":"Media download error","details":"x"}] """, "contact image: así llegó +errors"),
        Of("video", "k6", 6, "video", """ "video":{"id":"905","mime_type":"video/mp4","caption":"mire"} """, "contact video: mire"),
        Of("voice", "k7", 7, "audio", """ "audio":{"id":"906","mime_type":"audio/ogg; codecs=opus","voice":true} """, "contact voice: "),
        Of("audio of the same type as a voice note", "k8", 8, "audio", """ "audio":{"id":"907","mime_type":"audio/ogg; codecs=opus","voice":false} """, "contact audio: "),
        Of("audio that says neither", "k9", 9, "audio", """ "audio":{"id":"908","mime_type":"audio/mpeg"} """, "contact audio: "),
        Of("document with an accent in its name", "k10", 10, "document", """ "document":{"id":"909","mime_type":"application/pdf","filename":"Recibo Nº 7 – ñandú.pdf","caption":"mayo"} """, "contact document: mayo"),
        Of("document without a name, of an odd type", "k11", 11, "document", """ "document":{"id":"910","mime_type":"application/x-ñ"} """, "contact document: "),
        Of("sticker", "k12", 12, "sticker", """ "sticker":{"id":"911","mime_type":"image/webp","animated":false} """, "contact sticker: "),
        Of("sticker that moves", "k13", 13, "sticker", """ "sticker":{"id":"912","mime_type":"image/webp","animated":true} """, "contact sticker: "),
        Of("location without a name", "k14", 14, "location", """ "location":{"latitude":-34.6037,"longitude":-58.3816} """, "contact location: "),
        Of("location with a long name", "k15", 15, "location", $$""" "location":{"latitude":-34,"longitude":-58,"name":"{{new string('n', 400)}}","address":"{{new string('a', 600)}}"} """, $"contact location: {new string('n', 24)}"),
        Of("three cards", "k16", 16, "contacts", """ "contacts":[{"name":{"formatted_name":"Bruno"}},{"phones":[{"phone":"+54 11 5555 0102"}]},{}] """, "contact contacts: Bruno, +54 11 5555 0102"),
        Of("button of a template", "k17", 17, "button", """ "button":{"payload":"BAJA","text":"Darme de baja"} """, "contact button: Darme de baja"),
        Of("button without a payload", "k18", 18, "button", """ "button":{"text":"Sí"} """, "contact button: Sí"),
        Of("button reply", "k19", 19, "interactive", """ "interactive":{"type":"button_reply","button_reply":{"id":"1","title":"Ventas"}} """, "contact interactive: Ventas"),
        Of("list reply", "k20", 20, "interactive", """ "interactive":{"type":"list_reply","list_reply":{"id":"1","title":"Soporte","description":"24 h"}} """, "contact interactive: Soporte"),
        Of("form, with JSON in a string that is none", "k21", 21, "interactive", """ "interactive":{"type":"nfm_reply","nfm_reply":{"response_json":"{\"a\":","body":"Enviado","name":"flow"}} """, "contact interactive: Enviado"),
        Of("permission to call", "k22", 22, "interactive", """ "interactive":{"type":"call_permission_reply","call_permission_reply":{"response":"accept"}} """, "contact unsupported: "),
        Of("order", "k23", 23, "order", """ "order":{"catalog_id":"1","text":"sin apuro","product_items":[{"product_retailer_id":"a","quantity":2,"item_price":10.5,"currency":"ARS"}]} """, "contact order: sin apuro"),
        Of("poll", "k24", 24, "unsupported", """ "unsupported":{"type":"poll_creation"},"errors":[{"code":131051,"title":"x"}] """, "contact unsupported:  +errors"),
        Of("currently unavailable", "k25", 25, "unsupported", """ "unsupported":{"type":"media_placeholder","raw_type":"e2e"},"errors":[{"code":131060,"title":"x"}] """, "contact unsupported:  +errors"),
        Of("unsupported, legacy", "k26", 26, "unsupported", """ "errors":[{"code":131051,"title":"x"}] """, "contact unsupported:  +errors"),
        Of("disappearing message", "k27", 27, "ephemeral", "\"z\":1", "contact unsupported:  +z"),
        Of("future type", "k28", 28, "hologram", """ "hologram":{"depth":3} """, "contact unknown: "),
        Of("content of another shape than its type", "k29", 29, "image", """ "image":"no es un objeto" """, "contact unsupported: "),
        new("welcome", [Said(Anas("k30", 30, "request_welcome", "\"z\":1"))]),
        new("security code", [Said(Anas("k31", 31, "text", """ "text":{"body":"hola"} """), Anas("k32", 32, "system", """ "system":{"type":"customer_identity_changed","body":"código nuevo"},"identity":{"hash":"x"} """))],
            "contact text: hola", "system system: código nuevo +identity", "ticket queued"),
    ];

    private static readonly OwnPayload[] Contexts =
    [
        Of("answer to a message of ours", "c1", 101, "text", """ "text":{"body":"sí"},"context":{"from":"15550100","id":"wamid.ours"} """, "contact text: sí ←ours"),
        Of("answer to what nobody knows", "c2", 102, "text", """ "text":{"body":"eso"},"context":{"from":"15550100","id":"wamid.gone"} """, "contact text: eso"),
        new("answer to what they said themselves",
            [Said(Anas("c3", 103, "text", """ "text":{"body":"hola"} """)), Said(Anas("c4", 104, "text", $$""" "text":{"body":"¿y?"},"context":{"from":"16505550101","id":"wamid.c3"} """))],
            "contact text: hola", "contact text: ¿y? ←said before", "ticket queued"),
        Of("forwarded", "c5", 105, "text", """ "text":{"body":"mira"},"context":{"forwarded":true} """, "contact text: mira +context"),
        Of("forwarded many times", "c6", 106, "image", """ "image":{"id":"920"},"context":{"frequently_forwarded":true} """, "contact image:  +context"),
        Of("asked from a product", "c7", 107, "text", """ "text":{"body":"¿precio?"},"context":{"from":"15550100","id":"wamid.product","referred_product":{"catalog_id":"1","product_retailer_id":"a"}} """, "contact text: ¿precio? +context"),
        Of("brought by an advertisement", "c8", 108, "text", """ "text":{"body":"info"},"referral":{"source_type":"ad","source_id":"1","source_url":"https://fb.me/1","headline":"Rebajas","body":"x","media_type":"video","video_url":"https://v.example","ctwa_clid":"c","welcome_message":{"text":"¡Hola!"}} """, "contact text: info +referral", "from ad: Rebajas"),
        Of("brought by a post, with little to say of it", "c9", 109, "image", """ "image":{"id":"921"},"referral":{"source_type":"post","body":"Nueva temporada"} """, "contact image:  +referral", "from post: Nueva temporada"),
        Of("brought by who knows what", "c10", 110, "text", """ "text":{"body":"info"},"referral":{"source_type":"ad or post","media_type":"image or video"} """, "contact text: info +referral", "from other: "),
        Of("said in a group", "c11", 111, "text", """ "text":{"body":"sí"} """, "contact text: sí") with
            { Steps = [Said(Anas("c11", 111, "text", """ "text":{"body":"sí"} """), Anas("c12", 112, "text", """ "text":{"body":"a todos"},"group_id":"g" """))] },
    ];

    private static readonly OwnPayload[] Changes =
    [
        new("edited caption keeps its image",
            [Said(Anas("e1", 201, "image", """ "image":{"id":"930","mime_type":"image/jpeg","caption":"hila"} """)), Said(Anas("e2", 205, "edit", """ "edit":{"original_message_id":"wamid.e1","message":{"context":{"id":"M0"},"type":"image","image":{"id":"930","mime_type":"image/jpeg","caption":"hola"}}} """))],
            "contact image: hola (edited)", "worded: hila", "worded: hola", "ticket queued"),
        new("edited before it came", [Said(Anas("e4", 215, "edit", """ "edit":{"original_message_id":"wamid.e3","message":{"type":"text","text":{"body":"hola"}}} """)), Said(Anas("e3", 210, "text", """ "text":{"body":"hila"} """))],
            "contact text: hola (edited)", "worded: hila", "worded: hola", "ticket queued"),
        new("edit of what never came", [Said(Anas("e5", 220, "edit", """ "edit":{"original_message_id":"wamid.e0","message":{"type":"text","text":{"body":"x"}}} """))], "waiting: edit"),
        new("taken back", [Said(Anas("e6", 230, "text", """ "text":{"body":"secreto"} """)), Said(Anas("e7", 235, "revoke", """ "revoke":{"original_message_id":"wamid.e6"} """))],
            "contact deleted: ", "worded: secreto", "ticket queued"),
        new("taken back before it came", [Said(Anas("e9", 245, "revoke", """ "revoke":{"original_message_id":"wamid.e8"} """)), Said(Anas("e8", 240, "video", """ "video":{"id":"931"} """))],
            "contact deleted: ", "worded: ", "ticket queued"),
        new("reaction", [Said(Anas("r1", 250, "reaction", """ "reaction":{"message_id":"wamid.ours","emoji":"👍"} """))], "contact reacted 👍 to ours"),
        new("another reaction", [Said(Anas("r2", 260, "reaction", """ "reaction":{"message_id":"wamid.ours","emoji":"👍"} """)), Said(Anas("r3", 265, "reaction", """ "reaction":{"message_id":"wamid.ours","emoji":"🧑🏽‍🤝‍🧑🏿"} """))],
            "contact reacted 🧑🏽‍🤝‍🧑🏿 to ours"),
        new("an older reaction that comes later", [Said(Anas("r4", 275, "reaction", """ "reaction":{"message_id":"wamid.ours","emoji":"👍"} """)), Said(Anas("r5", 270, "reaction", """ "reaction":{"message_id":"wamid.ours","emoji":"👎"} """))],
            "contact reacted 👍 to ours"),
        new("reaction taken back by its absence", [Said(Anas("r6", 280, "reaction", """ "reaction":{"message_id":"wamid.ours","emoji":"👍"} """)), Said(Anas("r7", 285, "reaction", """ "reaction":{"message_id":"wamid.ours"} """))]),
        new("reaction taken back by an empty one", [Said(Anas("r8", 290, "reaction", """ "reaction":{"message_id":"wamid.ours","emoji":"👍"} """)), Said(Anas("r9", 295, "reaction", """ "reaction":{"message_id":"wamid.ours","emoji":""} """))]),
        new("reaction to what is not there yet", [Said(Anas("r11", 305, "reaction", """ "reaction":{"message_id":"wamid.r10","emoji":"🙏"} """)), Said(Anas("r10", 300, "text", """ "text":{"body":"gracias"} """))],
            "contact text: gracias", "ticket queued", "contact reacted 🙏 to what was said"),
        new("reaction to what never was", [Said(Anas("r12", 310, "reaction", """ "reaction":{"message_id":"wamid.r0","emoji":"🙏"} """))], "waiting: reaction"),
    ];

    private static readonly OwnPayload[] Echoes =
    [
        new("echo of a text", [Said(Anas("p1", 401, "text", """ "text":{"body":"¿están?"} """)), Echoed(Shops("p2", 402, "text", """ "text":{"body":"Sí, diga"} """))],
            "contact text: ¿están?", "phone text: Sí, diga", "ticket queued, answered"),
        new("echoes of media, a place and a voice", [Said(Anas("p3", 410, "text", """ "text":{"body":"¿dónde?"} """)), Echoed(
            Shops("p4", 411, "image", """ "image":{"id":"940","caption":"aquí"} """), Shops("p5", 412, "audio", """ "audio":{"id":"941","voice":true} """),
            Shops("p6", 413, "location", """ "location":{"latitude":-34,"longitude":-58,"name":"Local"} """))],
            "contact text: ¿dónde?", "phone image: aquí", "phone voice: ", "phone location: Local", "ticket queued, answered"),
        new("echo of an edit", [Said(Anas("p7", 420, "text", """ "text":{"body":"hola"} """)), Echoed(Shops("p8", 421, "text", """ "text":{"body":"hila"} """)),
            Echoed(Shops("p9", 422, "edit", """ "edit":{"original_message_id":"wamid.p8","message":{"type":"text","text":{"body":"¡Hola!"}}} """))],
            "contact text: hola", "phone text: ¡Hola! (edited)", "worded: hila", "worded: ¡Hola!", "ticket queued, answered"),
        new("echo of a deletion that overtakes its message", [Said(Anas("p10", 430, "text", """ "text":{"body":"hola"} """)), Echoed(Shops("p12", 432, "revoke", """ "revoke":{"original_message_id":"wamid.p11"} """)),
            Echoed(Shops("p11", 431, "text", """ "text":{"body":"uy"} """))],
            "contact text: hola", "phone deleted: ", "worded: uy", "ticket queued, answered"),
        new("echo of a reaction, taken back", [Said(Anas("p13", 440, "text", """ "text":{"body":"hola"} """)), Echoed(Shops("p14", 441, "reaction", """ "reaction":{"message_id":"wamid.p13","emoji":"❤️"} """)),
            Echoed(Shops("p15", 442, "reaction", """ "reaction":{"message_id":"wamid.p13"} """))],
            "contact text: hola", "ticket queued"),
    ];

    private static readonly OwnPayload[] Statuses =
    [
        new("sent, with its price", [Told(Status(Ours, "sent", 501, """ "recipient_id":"1","conversation":{"id":"c","origin":{"type":"service"}},"pricing":{"billable":true,"pricing_model":"PMP","category":"service","type":"regular"} """))], "ours sent, priced"),
        new("delivered", [Told(Status(Ours, "delivered", 502))], "ours delivered"),
        new("read, which implies delivered", [Told(Status(Ours, "read", 503))], "ours read"),
        new("played", [Told(Status(Ours, "played", 504))], "ours played"),
        new("failed", [Told(Status(Ours, "failed", 505, """ "errors":[{"code":131049,"title":"x","error_data":{"details":"No se entregó."}}] """))], "ours failed 131049"),
        new("failed and delivered after all", [Told(Status(Ours, "failed", 506, """ "errors":[{"code":131026,"title":"x"}] """)), Told(Status(Ours, "delivered", 507))], "ours delivered"),
        new("read, then delivered, then sent", [Told(Status(Ours, "read", 510)), Told(Status(Ours, "delivered", 509)), Told(Status(Ours, "sent", 508))], "ours read"),
        new("a price that a late status tells", [Told(Status(Ours, "read", 517)), Told(Status(Ours, "sent", 516, """ "pricing":{"billable":true,"pricing_model":"PMP"} """))], "ours read, priced"),
        new("without a recipient", [Told(Status(Ours, "read", 511, """ "recipient_user_id":"US.7" """))], "ours read"),
        new("words of a group and words that nobody knows, beside one that counts",
            [Told(Status(Ours, "deleted", 512), Status(Ours, "played", 513, """ "recipient_type":"group" """), "7", Status(Ours, "delivered", 514))], "ours delivered"),
        new("of a message that we do not know", [Told(Status("wamid.s0", "read", 515))], "waiting: status"),
    ];

    private static readonly OwnPayload[] People =
    [
        new("Argentine, with and without the nine", [Change(Says("5491155550111", "wamid.i1", 601)), Change(Says("541155550111", "wamid.i2", 602))],
            "+54 9 11 5555-0111 = phone 541155550111", "to +541155550111", "contact text: hola", "contact text: hola", "ticket queued"),
        new("Mexican, with and without the one", [Change(Says("5215555550112", "wamid.i3", 603)), Change(Says("525555550112", "wamid.i4", 604))],
            "+52 55 5555 0112 = phone 525555550112", "to +525555550112", "contact text: hola", "contact text: hola", "ticket queued"),
        new("Brazilian, with and without the nine", [Change(Says("554155550113", "wamid.i5", 605)), Change(Says("5541955550113", "wamid.i6", 606))],
            "+55 41 5555-0113 = phone 554155550113", "to +5541955550113", "contact text: hola", "contact text: hola", "ticket queued"),
        new("by user id, and by number afterwards",
            [Change($$"""  "contacts":[{"profile":{"name":"Caro","username":"caro"},"user_id":"AR.14","parent_user_id":"AR.ENT.14"}],{{Says("AR.14", "wamid.i7", 607)}}  """),
             Change($$"""  "contacts":[{"profile":{"name":"Caro"},"wa_id":"16505550114","user_id":"AR.14","parent_user_id":"AR.ENT.14"}],{{Says("16505550114", "wamid.i8", 608)}}  """)],
            "Caro (@caro) = phone 16505550114, parent AR.ENT.14, user AR.14", "to +16505550114", "contact text: hola", "contact text: hola", "ticket queued"),
        new("their own number, asked for, of whom we knew by both",
            [Change(Says("16505550115", "wamid.i9", 609)), Change(Says("US.15", "wamid.i10", 610)),
             Change($$"""  "messages":[{{Mailbox.By("US.15", "wamid.i11", 611, "contacts", """ "contacts":[{"origin":"contact_request","phones":[{"phone":"+1 650-555-0115","wa_id":"16505550115"}]}] """)}}]  """)],
            "+1 650-555-0115 = phone 16505550115, user US.15", "to +16505550115", "contact text: hola", "contact text: hola", "contact contacts: +1 650-555-0115", "ticket queued", "ticket closed", "another conversation"),
        new("a card of somebody else",
            [Change(Says("16505550116", "wamid.i12", 612)), Change($$"""  "messages":[{{Mailbox.By("US.16", "wamid.i13", 613, "contacts", """ "contacts":[{"origin":"other","vcard":"BEGIN:VCARD","phones":[{"phone":"+1 650-555-0116"}]}] """)}}]  """)],
            "+1 650-555-0116 = phone 16505550116", "US.16 = user US.16", "to +16505550116", "to US.16", "contact text: hola", "contact contacts: +1 650-555-0116", "ticket queued", "ticket queued"),
        new("a new number", [Change(Says("16505550117", "wamid.i14", 614)), Change($$"""  "messages":[{{Mailbox.By("16505550117", "wamid.i15", 615, "system", """ "system":{"type":"user_changed_number","wa_id":"12195550117","body":"cambió"} """)}}]  """)],
            "+1 219-555-0117 = phone 12195550117, phone 16505550117", "to +12195550117", "contact text: hola", "system system: cambió", "ticket queued"),
        new("a new user id, told in the chat", [Change(Says("US.18", "wamid.i16", 616)), Change($$"""  "messages":[{{Mailbox.By("US.18", "wamid.i17", 617, "system", """ "system":{"type":"user_changed_user_id","user_id":"US.180","body":"cambió"} """)}}]  """)],
            "US.18 = user US.18, user US.180", "to US.180", "contact text: hola", "system system: cambió", "ticket queued"),
        new("a new user id, told beside the chat", [Change(Says("US.19", "wamid.i18", 618)), Change(""" "user_id_update":[{"user_id":{"previous":"US.19","current":"US.190"},"timestamp":"1767322619"}] """, "user_id_update")],
            "US.19 = user US.19, user US.190", "to US.190", "contact text: hola", "ticket queued") { OnlyInOrder = true },
        new("two in one change, their names the other way round",
            [Change($$"""
                "contacts":[{"profile":{"name":"Bruno"},"wa_id":"16505550122"},{"profile":{"name":"Dora"},"wa_id":"16505550121"}],
                "messages":[{{Mailbox.Says("16505550121", "wamid.i20", 620, "soy Dora")}},{{Mailbox.Says("16505550122", "wamid.i21", 621, "soy Bruno")}}]
                """)],
            "Dora = phone 16505550121", "Bruno = phone 16505550122", "to +16505550121", "to +16505550122", "contact text: soy Dora", "contact text: soy Bruno", "ticket queued", "ticket queued"),
        new("nobody's name", [Change(Says("16505550123", "wamid.i22", 622)), Change($$"""  "contacts":[{"wa_id":"16505550123"}],{{Says("16505550123", "wamid.i23", 623)}}  """)],
            "+1 650-555-0123 = phone 16505550123", "to +16505550123", "contact text: hola", "contact text: hola", "ticket queued"),
    ];

    private static readonly OwnPayload[] Shapes =
    [
        new("three of one customer, not in their order", [Said(Anas("n2", 702, "text", """ "text":{"body":"dos"} """), Anas("n1", 701, "text", """ "text":{"body":"uno"} """), Anas("n3", 703, "text", """ "text":{"body":"tres"} """))],
            "contact text: uno", "contact text: dos", "contact text: tres", "ticket queued"),
        new("the same twice in one change", [Said(Anas("n4", 704, "text", """ "text":{"body":"hola"} """), Anas("n4", 704, "text", """ "text":{"body":"hola"} """))], "contact text: hola", "ticket queued"),
        new("two entries and two changes", [Raw($$$"""
            {"object":"whatsapp_business_account","entry":[
              {"id":"1","changes":[{{{One("n5", 705, "uno")}}},{{{One("n6", 706, "dos")}}}]},{"id":"1","changes":[{{{One("n7", 707, "tres")}}}]}]}
            """)], "contact text: uno", "contact text: dos", "contact text: tres", "ticket queued"),
        new("broken elements beside whole ones", [Said("null", "7", "{}", Anas("n8", 708, "text", """ "text":{"body":"hola"} """), """{"id":"wamid.n0","from":{},"type":[]}""")], "contact text: hola", "ticket queued"),
        new("markup and a formula", [Said(Anas("n9", 709, "text", """ "text":{"body":"=1+1<script>alert(1)</script>"} """))], "contact text: =1+1<script>alert(1)</sc", "ticket queued"),
        new("both directions of writing", [Said(Anas("n10", 710, "text", """ "text":{"body":"שלום \u202eevil\u202c مرحبا e\u0301\u200b"} """))], "contact text: שלום \u202eevil\u202c مرحبا e\u0301\u200b"[..35], "ticket queued"),
        new("four thousand units of emoji", [Said(Anas("n11", 711, "text", $$""" "text":{"body":"{{string.Concat(Enumerable.Repeat("👩‍👧", 819))}}"} """))], $"contact text: {string.Concat(Enumerable.Repeat("👩‍👧", 8))}", "ticket queued"),
        new("a text of sixty thousand", [Said(Anas("n12", 712, "text", $$""" "text":{"body":"{{new string('ñ', 60_000)}}"} """))], $"contact text: {new string('ñ', 24)}", "ticket queued"),
        new("escapes instead of letters", [Said(Anas("n13", 713, "text", """ "text":{"body":"ma\u00f1ana \/ \ud83d\ude00"} """))], "contact text: mañana / 😀", "ticket queued"),
        new("a time far ahead", [Said(Anas("n14", 714, "text", """ "text":{"body":"hola"} """).Replace("1767322714", "4102444800", StringComparison.Ordinal))], "contact text: hola", "ticket queued"),
        new("an object that is not WhatsApp's", [Raw("""{"object":"page","entry":[{"id":"1","messaging":[]}]}""")]),
        new("an entry that is no list", [Raw("""{"object":"whatsapp_business_account","entry":{}}""")]),
        new("a field of tomorrow", [Change(""" "holograms":[{"id":"1"}] """, "holograms")]),
        new("no number", [Payload.Envelope($"{{\"field\":\"messages\",\"value\":{{\"messages\":[{Mailbox.Says("16505550101", "wamid.n15", 715, "hola")}]}}}}")], "unknown number: "),
        new("errors of the account beside nothing", [Change(""" "errors":[{"code":130429,"title":"Rate limit hit"}] """)], "warning error: 130429"),
    ];

    private static string One(string id, int second, string body) => Payload.Value(
        $"\"contacts\":[{{\"profile\":{{\"name\":\"Ana\"}},\"wa_id\":\"16505550101\"}}],\"messages\":[{Mailbox.Says("16505550101", $"wamid.{id}", second, body)}]", Account);

    private static string Says(string from, string id, int second) => $"\"messages\":[{Mailbox.Says(from, id, second, "hola")}]";
}
