using System.Data;
using System.Text.Json;
using Dapper;

namespace Convos.Data;

/// <summary>Enums are text in the database: <c>ByHand</c> is <c>by_hand</c>. Arrays are not covered by Dapper: pass names.</summary>
public static class EnumNames
{
    public static string Name<T>(this T value) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    public static T Parse<T>(string name) where T : struct, Enum => Enum.Parse<T>(name.Replace("_", ""), ignoreCase: true);

    internal static void Register()
    {
        Add<Role>();
        Add<Theme>();
        Add<PresenceCause>();
        Add<Section>();
        Add<PauseIcon>();
        Add<TicketStatus>();
        Add<TicketOrigin>();
        Add<Author>();
        Add<MessageKind>();
        Add<Delivery>();
        Add<ConversationOrigin>();
        Add<ChannelTrouble>();
        Add<TicketView>();
        Add<InboxDuty>();
        Add<AuditSubject>();
        Add<AuditAction>();
        Add<PersonState>();
        Add<LinkPurpose>();
        Add<LinkState>();
        Add<MailState>();
        Add<ConversationSource>();
        Add<ChannelNoticeKind>();
        Add<NoticeLevel>();
        Add<ShortcutScope>();
        Add<AttachmentState>();
        Add<TemplateCategory>();
        Add<TemplateStatus>();
        Add<Strategy>();
        Add<OwnerElse>();
        Add<OnLeave>();
        Add<AssignmentReason>();
        Add<PassedFor>();
        Add<AlertKind>();
        Add<AlertTone>();
        Add<FieldKind>();
        Add<ChannelBlockState>();
        Add<BlockCause>();
        Add<ImportState>();
        Add<KnownContacts>();
        Add<RowFault>();
        Add<FactKind>();
        Add<RollupTier>();
        Add<SegmentList>();
    }

    private static void Add<T>() where T : struct, Enum => SqlMapper.AddTypeHandler(new Handler<T>());

    private sealed class Handler<T> : SqlMapper.TypeHandler<T> where T : struct, Enum
    {
        public override T Parse(object value) => EnumNames.Parse<T>((string)value);

        public override void SetValue(IDbDataParameter parameter, T value)
        {
            parameter.DbType = DbType.String;
            parameter.Value = value.Name();
        }
    }
}
