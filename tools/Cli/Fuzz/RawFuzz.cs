using System.Net.Sockets;
using System.Text;

namespace Tollgate.Cli.Fuzz;

/// <summary>Bytes that are not good HTTP: broken request lines, headers, chunks and lengths, and bodies that end too soon.</summary>
internal sealed class RawFuzz(Uri edge, string apiKey, FuzzTally tally)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Sends one request over a connection of its own.</summary>
    public async Task SendAsync(Random random, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        var sent = Make(random);
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { LingerState = new LingerOption(true, 0) };
            await socket.ConnectAsync(edge.Host, edge.Port, patience.Token);
            await socket.SendAsync(sent, patience.Token);
            socket.Shutdown(SocketShutdown.Send);
            var answer = new byte[64];
            var read = await socket.ReceiveAsync(answer, patience.Token);
            var line = Encoding.Latin1.GetString(answer, 0, read);
            var status = line.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) && line.Length >= 12 ? line[9..12] : "closed";
            tally.Add($"raw {status}");
            if (status[0] == '5' && status != "505")
                tally.AddFinding($"{Convert.ToBase64String(sent)} was answered with {status}.");
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            tally.Add("raw closed");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            tally.AddFinding($"{Convert.ToBase64String(sent)} was not answered.");
        }
    }

    private byte[] Make(Random random)
    {
        const string Body = """{"model":"auto","messages":[{"role":"user","content":"Hello"}],"max_tokens":2}""";
        var start = random.Next(8) switch
        {
            0 => "POST /v1/chat/completions HTTP/9.9",
            1 => "POST  HTTP/1.1",
            2 => $"{new string('A', random.Next(1, 9000))} / HTTP/1.1",
            3 => $"POST /{new string('%', random.Next(1, 9000))} HTTP/1.1",
            4 => "PRI * HTTP/2.0\r\n\r\nSM",
            _ => "POST /v1/chat/completions HTTP/1.1",
        };
        var framing = random.Next(8) switch
        {
            0 => "Content-Length: -1",
            1 => "Content-Length: 99999999999999999999",
            2 => $"Content-Length: {Body.Length + random.Next(1, 1000)}",
            3 => "Transfer-Encoding: chunked",
            4 => "Transfer-Encoding: chunked\r\nContent-Length: 5",
            5 => "Transfer-Encoding: identity, gzip",
            6 => $"Content-Length: {Body.Length}\r\nX: {new string('y', random.Next(40_000))}",
            _ => $"Content-Length: {Body.Length}",
        };
        var body = framing.StartsWith("Transfer-Encoding: chunked", StringComparison.Ordinal)
            ? random.Next(4) switch { 0 => "ZZ\r\n{}\r\n0\r\n\r\n", 1 => "fffffffffffffffff\r\n", 2 => "5\r\n{\"a\":", _ => $"{Body.Length:x}\r\n{Body}\r\n0\r\n\r\n" }
            : Body[..random.Next(Body.Length + 1)];
        var bytes = Encoding.Latin1.GetBytes($"{start}\r\nHost: tollgate\r\nAuthorization: Bearer {apiKey}\r\nContent-Type: application/json\r\n{framing}\r\n\r\n{body}");
        for (var i = random.Next(4); i > 0; i--)
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return bytes;
    }
}
