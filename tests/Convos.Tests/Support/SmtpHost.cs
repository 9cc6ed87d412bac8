using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Convos.Tests;

/// <summary>
/// A mail server on loopback, as strict as a real one: commands in their order, CRLF, a size, an account with its password.
/// It keeps what it took.
/// </summary>
public sealed partial class SmtpHost : IDisposable
{
    public const string User = "convos";
    public const string Password = "correo-secreto";

    private readonly TcpListener socket = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<string> taken = new();

    public SmtpHost()
    {
        socket.Start();
        _ = Accept();
    }

    public int Port => ((IPEndPoint)socket.LocalEndpoint).Port;

    public IReadOnlyCollection<string> Taken => taken;

    /// <summary>What it answers to the recipient instead of taking it.</summary>
    public string? RefusesRecipient { get; set; }

    public void Dispose() => socket.Stop();

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                _ = Serve(await socket.AcceptTcpClientAsync());
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task Serve(TcpClient client)
    {
        using var connection = client;
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        await using var writer = new StreamWriter(client.GetStream(), Encoding.Latin1) { NewLine = "\r\n", AutoFlush = true };
        var (greeted, known, from, to) = (false, false, false, false);
        await writer.WriteLineAsync("220 correo.test ESMTP");
        while (await reader.ReadLineAsync() is { } line)
        {
            var verb = line.Split(' ')[0].ToUpperInvariant();
            switch (verb)
            {
                case "EHLO":
                    greeted = true;
                    await writer.WriteAsync("250-correo.test\r\n250-SIZE 1000000\r\n250 AUTH PLAIN\r\n");
                    break;
                case "AUTH" when greeted:
                    known = line == $"AUTH PLAIN {Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{User}\0{Password}"))}";
                    await writer.WriteLineAsync(known ? "235 2.7.0 welcome" : "535 5.7.8 wrong account or password");
                    break;
                case "MAIL" when known && Path().IsMatch(line):
                    from = true;
                    await writer.WriteLineAsync("250 2.1.0 sender ok");
                    break;
                case "RCPT" when from && Path().IsMatch(line):
                    to = RefusesRecipient is null;
                    await writer.WriteLineAsync(RefusesRecipient ?? "250 2.1.5 recipient ok");
                    break;
                case "DATA" when to:
                    await writer.WriteLineAsync("354 go on");
                    taken.Enqueue(await Data(reader));
                    (from, to) = (false, false);
                    await writer.WriteLineAsync("250 2.0.0 queued");
                    break;
                case "RSET":
                    (from, to) = (false, false);
                    await writer.WriteLineAsync("250 2.0.0 ok");
                    break;
                case "QUIT":
                    await writer.WriteLineAsync("221 2.0.0 bye");
                    return;
                default:
                    await writer.WriteLineAsync("503 5.5.1 bad sequence of commands");
                    break;
            }
        }
    }

    private static async Task<string> Data(StreamReader reader)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync() is { } line && line != ".")
        {
            text.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        }

        return text.ToString();
    }

    [GeneratedRegex("^(MAIL FROM|RCPT TO):<[^<> ]+@[^<> ]+>")]
    private static partial Regex Path();
}
