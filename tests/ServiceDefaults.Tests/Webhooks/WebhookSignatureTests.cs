using System.Text;
using Tollgate.ServiceDefaults.Webhooks;

namespace Tollgate.ServiceDefaults.Tests.Webhooks;

public sealed class WebhookSignatureTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_614_265_330);
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"test": 2432232314}""");

    private readonly WebhookSecret secret = WebhookSecret.TryParse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")!;

    [Fact]
    public void The_published_example_of_the_specification_is_signed_as_published() =>
        Assert.Equal(
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            WebhookSignature.Sign([secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", Now, Body));

    [Fact]
    public void What_was_signed_with_any_active_secret_is_genuine()
    {
        var old = WebhookSecret.Create();
        var header = WebhookSignature.Sign([secret, old], "msg_1", Now, Body);

        Assert.Equal(WebhookVerdict.Genuine, Verify([secret], header));
        Assert.Equal(WebhookVerdict.Genuine, Verify([old], header));
        Assert.Equal(WebhookVerdict.Genuine, Verify([WebhookSecret.Create(), old], header));
        Assert.Equal(WebhookVerdict.Genuine, Verify([old], "v1a,b3RoZXI= v1,!!! " + header));
    }

    [Fact]
    public void A_forged_signature_is_rejected()
    {
        var genuine = WebhookSignature.Sign([secret], "msg_1", Now, Body);
        var forgeries = new[]
        {
            WebhookSignature.Sign([WebhookSecret.Create()], "msg_1", Now, Body),
            WebhookSignature.Sign([secret], "msg_2", Now, Body),
            WebhookSignature.Sign([secret], "msg_1", Now.AddSeconds(1), Body),
            WebhookSignature.Sign([secret], "msg_1", Now, [.. Body, 0]),
            "v2" + genuine[2..],
            genuine[3..],
            genuine[..^4],
            "v1,",
            string.Concat(Enumerable.Repeat("v1,AAAA ", 1000)) + genuine,
        };

        Assert.All(forgeries, forgery => Assert.Equal(WebhookVerdict.Forged, Verify([secret], forgery)));
        Assert.Equal(WebhookVerdict.Forged, Verify([], genuine));
    }

    [Theory]
    [InlineData(301, WebhookVerdict.OutsideTolerance)]
    [InlineData(-301, WebhookVerdict.OutsideTolerance)]
    [InlineData(300, WebhookVerdict.Genuine)]
    [InlineData(-300, WebhookVerdict.Genuine)]
    public void What_was_recorded_cannot_be_played_again_later(int seconds, WebhookVerdict verdict)
    {
        var sent = Now.AddSeconds(seconds);
        var header = WebhookSignature.Sign([secret], "msg_1", sent, Body);

        Assert.Equal(verdict, WebhookSignature.Verify([secret], "msg_1", WebhookSignature.TimestampOf(sent), header, Body, Now, Tolerance));
    }

    [Theory]
    [InlineData("", WebhookVerdict.MissingHeaders)]
    [InlineData("now", WebhookVerdict.BadTimestamp)]
    [InlineData("-1614265330", WebhookVerdict.BadTimestamp)]
    [InlineData("99999999999999999999", WebhookVerdict.BadTimestamp)]
    [InlineData("9223372036854775807", WebhookVerdict.OutsideTolerance)]
    public void A_timestamp_that_is_none_is_rejected(string timestamp, WebhookVerdict verdict) =>
        Assert.Equal(
            verdict,
            WebhookSignature.Verify([secret], "msg_1", timestamp, WebhookSignature.Sign([secret], "msg_1", Now, Body), Body, Now, Tolerance));

    [Theory]
    [InlineData("whsec_c2hvcnQ=")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsec_not base64 at all, whatever it is")]
    public void What_is_no_secret_is_not_read_as_one(string text) => Assert.Null(WebhookSecret.TryParse(text));

    [Fact]
    public void A_secret_prints_as_a_mask_and_reads_back_when_revealed()
    {
        var made = WebhookSecret.Create();

        Assert.Equal("whsec_***", $"{made}");
        Assert.Equal(made.Reveal(), WebhookSecret.TryParse(made.Reveal())!.Reveal());
    }

    private static WebhookVerdict Verify(IReadOnlyList<WebhookSecret> secrets, string header) =>
        WebhookSignature.Verify(secrets, "msg_1", WebhookSignature.TimestampOf(Now), header, Body, Now, Tolerance);
}
