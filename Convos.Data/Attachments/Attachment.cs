using System.Data;
using System.Text.Json;
using Dapper;

namespace Convos.Data;

/// <summary>Waiting: the channel is asked for it. Failed: it was, for a day, or never can give it.</summary>
public enum AttachmentState { Waiting, Ready, Failed }

/// <summary>
/// The file of a message as its bubble shows it. What is known of the bytes is known once it is <c>Ready</c>: <c>File</c> is their hash.
/// </summary>
public sealed record Attachment(
    AttachmentState State, string FileName, string? Failure,
    string? File, string? Mime, long Size, int? Width, int? Height, bool Animated, bool HasThumbnail)
{
    /// <summary>One column of a query whose attachment is <c>a</c> and file <c>f</c>; null where the message has none.</summary>
    internal const string Column =
        """
        case when a.message_id is not null then jsonb_build_object('state', a.state, 'fileName', a.file_name, 'failure', a.failure, 'file', a.file,
          'mime', f.mime, 'size', coalesce(f.size, 0), 'width', f.width, 'height', f.height, 'animated', coalesce(f.animated, false),
          'hasThumbnail', f.thumbnail is not null)::text end attachment
        """;

    internal const string Join = "left join attachments a on a.message_id = m.id left join files f on f.name = a.file";

    /// <summary>Enough of the hash to tell one file from another in an address.</summary>
    public string Version => File?[..16] ?? "";

    internal sealed class Handler : SqlMapper.TypeHandler<Attachment>
    {
        private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
        {
            Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter<AttachmentState>(JsonNamingPolicy.SnakeCaseLower) },
        };

        public override Attachment? Parse(object value) => JsonSerializer.Deserialize<Attachment>((string)value, Json);

        public override void SetValue(IDbDataParameter parameter, Attachment? value) => throw new NotSupportedException("An attachment is read only.");
    }
}
