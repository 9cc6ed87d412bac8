using Convos.Data;
using Convos.Web;
using Convos.Workers;
using Microsoft.Extensions.Options;

namespace Convos.Tests;

/// <summary>A channel that does what WhatsApp does, save where a test says otherwise.</summary>
public abstract class ChannelDouble(IChannel channel) : IChannel
{
    protected ChannelDouble() : this(new WhatsAppChannel(new HttpClient(), new HttpClient(), Options.Create(new WhatsAppOptions())))
    {
    }

    public string Kind => channel.Kind;

    public IReadOnlyList<KindLimit> Limits => channel.Limits;

    public virtual IReadOnlyList<InboundPart> Read(ReadOnlyMemory<byte> body, DateTime receivedAt) => channel.Read(body, receivedAt);

    public virtual Task<SendResult> Send(OutboundMessage message, CancellationToken ct) => channel.Send(message, ct);

    public virtual Task<FetchResult> Fetch(MediaMark media, CancellationToken ct) => channel.Fetch(media, ct);

    public virtual Task<GiveResult> Give(FileGift file, CancellationToken ct) => channel.Give(file, ct);

    public virtual Task<SendResult> MarkRead(ReadMark mark, CancellationToken ct) => channel.MarkRead(mark, ct);

    public virtual Task<SendResult> React(OutboundReaction reaction, CancellationToken ct) => channel.React(reaction, ct);

    public virtual Task<SendResult> ShowTyping(ReadMark mark, CancellationToken ct) => channel.ShowTyping(mark, ct);

    public virtual Task<BlockResult> Block(OutboundBlock block, CancellationToken ct) => channel.Block(block, ct);

    public virtual ChannelProblem? Problem(ChannelDraft draft) => channel.Problem(draft);

    public virtual Task<ChannelReport> Check(ChannelAccount account, DateTime now, CancellationToken ct) => channel.Check(account, now, ct);

    public virtual Task<TemplatesTold> Templates(ChannelAccount account, CancellationToken ct) => channel.Templates(account, ct);
}
