using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.ServiceDefaults.Tests;

/// <summary>Bytes that are no message of the method: the caller's fault, and said so.</summary>
public sealed class UnreadableRequestsTests
{
    private static readonly byte[] Whole = Frame(new ListBudgetsRequest { TenantId = "northstar" }.ToByteArray());

    public static TheoryData<string, byte[]> Unreadable => new()
    {
        { "a field of an impossible type", Frame([0x0F, 0xFF, 0xFF]) },
        { "a length beyond the message", Frame([0x0A, 0x7F, 0x41]) },
        { "a frame cut short", Whole[..^3] },
        { "half of a frame's head", Whole[..3] },
        { "compressed, but not said how", [1, .. Whole[1..]] },
        { "two messages where one is expected", [.. Whole, .. Whole] },
        { "nothing", [] },
    };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task What_cannot_be_read_is_an_invalid_argument(string what, byte[] body)
    {
        await using var host = await EchoHost.StartAsync();

        var (status, details) = await SendAsync(host, body);

        Assert.True(status == "3", $"{what} was answered with {status}.");
        Assert.NotNull(details);
        Assert.Equal(0, host.Calls.Count);
    }

    [Fact]
    public async Task What_can_be_read_is_answered()
    {
        await using var host = await EchoHost.StartAsync();

        Assert.Equal("0", (await SendAsync(host, Whole)).Status);
    }

    [Fact]
    public async Task What_goes_wrong_in_a_handler_stays_internal()
    {
        await using var host = await EchoHost.StartAsync();

        Assert.Equal("13", (await SendAsync(host, Frame(new ListBudgetsRequest { TenantId = "throw-unknown" }.ToByteArray()))).Status);
    }

    private static async Task<(string? Status, string? Details)> SendAsync(EchoHost host, byte[] body)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{host.Address}/tollgate.metering.v1.BudgetsService/ListBudgets")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } },
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", EchoHost.AdminKey);
        using var response = await http.SendAsync(request);
        return (Value("grpc-status"), Value("grpc-status-details-bin"));

        string? Value(string name) =>
            response.TrailingHeaders.TryGetValues(name, out var values) || response.Headers.TryGetValues(name, out values) ? values.Single() : null;
    }

    private static byte[] Frame(byte[] message)
    {
        var frame = new byte[5 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }
}
