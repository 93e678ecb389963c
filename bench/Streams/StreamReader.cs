using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Tollgate.Bench.Streams;

/// <summary>One streamed chat completion, over a connection of its own: asked for at once, read when told.</summary>
internal sealed class StreamReader : IDisposable
{
    // As small as the system lets it be: what waits, waits on the other side.
    private const int ReceiveBuffer = 4096;

    private static readonly byte[] Piece = "data: {"u8.ToArray();

    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = ReceiveBuffer, NoDelay = true };
    private long pieces;

    /// <summary>Server-sent events so far.</summary>
    public long Pieces => Interlocked.Read(ref pieces);

    /// <summary>It came to its end as a whole answer does.</summary>
    public bool Completed { get; private set; }

    public async Task AskAsync(Uri edge, string apiKey, string model, string prompt, int tokens, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            model,
            messages = new[] { new { role = "user", content = prompt } },
            max_tokens = tokens,
            stream = true,
        });
        await socket.ConnectAsync(edge.Host, edge.Port, cancellationToken);
        var head = $"POST /v1/chat/completions HTTP/1.1\r\nHost: {edge.Authority}\r\nAuthorization: Bearer {apiKey}\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {body.Length}\r\n\r\n";
        await socket.SendAsync(Encoding.ASCII.GetBytes(head), cancellationToken);
        await socket.SendAsync(body, cancellationToken);
    }

    /// <summary>Reads to the end.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        var kept = 0;
        while (await socket.ReceiveAsync(buffer.AsMemory(kept), cancellationToken) is var read and > 0)
        {
            var text = buffer.AsSpan(0, kept + read);
            Interlocked.Add(ref pieces, text.Count(Piece));
            Completed |= text.IndexOf("data: [DONE]"u8) >= 0;
            // An event's beginning may be torn by the end of the buffer.
            kept = Math.Min(text.Length, Piece.Length - 1);
            text[^kept..].CopyTo(buffer);
        }
    }

    public void Dispose() => socket.Dispose();
}
