using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Convos.Tests;

/// <summary>
/// The network between a browser and the program. A test can cut it near the browser (what is connected ends, and who dials is refused), or
/// on the way: nothing gets through, and neither end is told.
/// </summary>
public sealed class Cable : IDisposable
{
    private readonly ConcurrentDictionary<TcpClient, bool> ends = new();
    private readonly Func<Uri> farEnd;
    private TcpListener socket;
    private volatile TaskCompletionSource through = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Cable(Func<Uri> farEnd)
    {
        this.farEnd = farEnd;
        through.SetResult();
        socket = Listen(0);
        Address = new($"http://{socket.LocalEndpoint}");
    }

    public Uri Address { get; }

    public void Cut()
    {
        socket.Stop();
        foreach (var end in ends.Keys)
        {
            end.Dispose();
        }
    }

    public void Mend() => socket = Listen(Address.Port);

    public void Hold() => through = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => through.TrySetResult();

    public void Dispose()
    {
        Release();
        Cut();
    }

    private TcpListener Listen(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        _ = Accept(listener);
        return listener;
    }

    private async Task Accept(TcpListener listener)
    {
        try
        {
            while (true)
            {
                _ = Carry(await listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception cut) when (cut is SocketException or ObjectDisposedException)
        {
            // Stopped: the browser sees it, and that is the point.
        }
    }

    private async Task Carry(TcpClient near)
    {
        using var far = new TcpClient();
        ends[near] = ends[far] = true;
        try
        {
            await far.ConnectAsync(farEnd().Host, farEnd().Port);
            await await Task.WhenAny(Pass(near.GetStream(), far.GetStream()), Pass(far.GetStream(), near.GetStream()));
        }
        catch (Exception cut) when (cut is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Either end went away, which the other end learns below.
        }
        finally
        {
            near.Dispose();
            ends.TryRemove(near, out _);
            ends.TryRemove(far, out _);
        }
    }

    // The end of it, too, gets through only where anything does.
    private async Task Pass(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[16 * 1024];
        int read;
        do
        {
            read = await from.ReadAsync(buffer);
            await through.Task;
            await to.WriteAsync(buffer.AsMemory(0, read));
        }
        while (read > 0);
    }
}
