using System.Text.Json;
using Convos.Data;

namespace Convos.Workers;

/// <summary>The templates of a business account, page by page until Meta names no next one.</summary>
internal sealed class WhatsAppTemplates(WhatsAppGraph graph, ChannelAccount account)
{
    private const string Fields = "id,name,language,category,status,quality_score,parameter_format,components";
    private const int AtOnce = 100;

    // An account has at most 6,000; a cursor that leads nowhere must end too.
    private const int Pages = 100;

    private static readonly TimeSpan Shortly = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan AfterARate = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan UntilMended = TimeSpan.FromMinutes(15);

    public async Task<TemplatesTold> Read(CancellationToken ct)
    {
        var told = new List<ToldTemplate>();
        var first = $"{Uri.EscapeDataString(account.BusinessId)}/message_templates?fields={Fields}&limit={AtOnce}";
        string? after = null;
        for (var page = 0; page < Pages; page++)
        {
            var reply = await graph.Get(after is null ? first : $"{first}&after={Uri.EscapeDataString(after)}", account.AccessToken, ct);
            if (!reply.Fine)
            {
                return new(null, reply.Words, Patience(reply));
            }

            told.AddRange(reply.Root.At("data").Items().Select(WhatsAppTemplate.Read).OfType<ToldTemplate>());
            var paging = reply.Root.At("paging");
            after = paging.At("next").Text() is null ? null : paging.At("cursors").At("after").Text();
            if (after is null)
            {
                return new(told);
            }
        }

        return new(told);
    }

    private static TimeSpan Patience(GraphReply reply) =>
        reply.Unreachable is not null || reply.Status >= 500 ? Shortly
        : reply.Code is 4 or 80007 or 80008 ? AfterARate
        : UntilMended;
}
