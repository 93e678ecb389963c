using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Microsoft.Extensions.AI;
using Tollgate.Inference.Providers;
using Tollgate.Tokens;

namespace Tollgate.Inference.Tests.Providers.Formats;

public sealed class BedrockStreamTests
{
    private static readonly byte[][] Whole =
    [
        Frame("event", "messageStart", """{"role": "assistant"}"""),
        Frame("event", "contentBlockDelta", """{"contentBlockIndex": 0, "delta": {"text": "Hel"}}"""),
        Frame("event", "contentBlockDelta", """{"contentBlockIndex": 0, "delta": {"text": "lo"}}"""),
        Frame("event", "messageStop", """{"stopReason": "end_turn"}"""),
        Frame("event", "metadata", """{"usage": {"inputTokens": 7, "outputTokens": 2, "totalTokens": 9}}"""),
    ];

    [Fact]
    public void The_checksum_is_the_usual_one() => Assert.Equal(0xCBF43926, Crc32.HashToUInt32("123456789"u8));

    [Fact]
    public async Task A_stream_of_frames_is_an_answer_with_its_usage_at_the_end()
    {
        var updates = await ReadAsync([.. Whole.SelectMany(frame => frame)]);

        Assert.Equal("Hello", string.Concat(updates.Select(update => update.Text)));
        Assert.Equal(ChatFinishReason.Stop, updates[^1].FinishReason);
        Assert.Equal(new TokenUsage { Input = 7, Output = 2 }, StatedUsage.In(updates[^1].RawRepresentation));
    }

    [Fact]
    public async Task A_stream_that_ends_between_frames_has_not_said_how_it_ended()
    {
        var updates = await ReadAsync([.. Whole.Take(3).SelectMany(frame => frame)]);

        Assert.All(updates, update => Assert.Null(update.FinishReason));
    }

    [Fact]
    public async Task A_stream_that_ends_inside_a_frame_is_broken() =>
        await Assert.ThrowsAsync<EndOfStreamException>(() => ReadAsync(Whole.SelectMany(frame => frame).SkipLast(5).ToArray()));

    [Fact]
    public async Task A_frame_that_was_damaged_on_the_way_is_not_believed()
    {
        byte[] bytes = [.. Whole.SelectMany(frame => frame)];
        bytes[^40] ^= 1;

        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(bytes));
    }

    [Theory]
    [InlineData("throttlingException", nameof(ProviderFailure.RateLimited))]
    [InlineData("serviceUnavailableException", nameof(ProviderFailure.ServerError))]
    public async Task An_exception_before_the_first_word_is_what_it_says(string type, string failure)
    {
        var error = await Assert.ThrowsAsync<ProviderException>(() => ReadAsync(Frame("exception", type, """{"message": "no"}""")));

        Assert.Equal(failure, error.Failure.ToString());
    }

    [Fact]
    public async Task An_exception_after_the_first_word_is_a_stream_that_broke()
    {
        var error = await Assert.ThrowsAsync<ProviderException>(() =>
            ReadAsync([.. Whole[0], .. Whole[1], .. Frame("exception", "modelStreamErrorException", """{"message": "no"}""")]));

        Assert.Equal(ProviderFailure.Broken, error.Failure);
    }

    private static async Task<List<ChatResponseUpdate>> ReadAsync(byte[] stream)
    {
        var http = new ScriptedHttp("", "application/vnd.amazon.eventstream") { Answer = stream };
        return await http.Chat("bedrock").GetStreamingResponseAsync("Hello?").ToListAsync();
    }

    private static byte[] Frame(string kind, string type, string json)
    {
        byte[] headers = [.. Header(kind == "event" ? ":event-type" : ":exception-type", type), .. Header(":message-type", kind)];
        var payload = Encoding.UTF8.GetBytes(json);
        var frame = new byte[12 + headers.Length + payload.Length + 4];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), headers.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(8), Crc32.HashToUInt32(frame.AsSpan(0, 8)));
        headers.CopyTo(frame, 12);
        payload.CopyTo(frame, 12 + headers.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(frame.Length - 4), Crc32.HashToUInt32(frame.AsSpan(0, frame.Length - 4)));
        return frame;
    }

    private static byte[] Header(string name, string value) =>
        [(byte)name.Length, .. Encoding.ASCII.GetBytes(name), 7, 0, (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];
}
