using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Tollgate.ServiceDefaults.Webhooks;

/// <summary>
/// Sends one message, signed. Follows no redirect, uses no proxy, keeps no cookie, and connects only to the address it has checked, so that a
/// name that resolves differently the second time leads nowhere.
/// </summary>
internal sealed class WebhookSender : IDisposable
{
    private readonly HttpClient http;
    private readonly WebhookOptions options;
    private readonly TimeProvider clock;

    public WebhookSender(IOptions<WebhookOptions> options, TimeProvider clock)
    {
        this.options = options.Value;
        this.clock = clock;
        http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            MaxResponseHeadersLength = 16,
            ConnectTimeout = this.options.Timeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectCallback = ConnectAsync,
            ActivityHeadersPropagator = null,
        })
        {
            Timeout = this.options.Timeout,
        };
        http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Tollgate-Webhooks", "1.0"));
    }

    public async Task<WebhookAnswer> SendAsync(WebhookDelivery delivery, IReadOnlyList<WebhookSecret> secrets, CancellationToken cancellationToken)
    {
        if (secrets.Count == 0)
            return new WebhookAnswer(false, "no_readable_secret");

        var message = delivery.Message;
        var now = clock.GetUtcNow();
        using var request = new HttpRequestMessage(HttpMethod.Post, delivery.Url) { Content = new ByteArrayContent(message.Body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(message.ContentType);
        request.Headers.Add(WebhookSignature.IdHeader, message.MessageId);
        request.Headers.Add(WebhookSignature.TimestampHeader, WebhookSignature.TimestampOf(now));
        request.Headers.Add(WebhookSignature.SignatureHeader, WebhookSignature.Sign(secrets, message.MessageId, now, message.Body));
        try
        {
            // What it answers beyond the headers is nobody's business here, and could be endless.
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var status = (int)response.StatusCode;
            return new WebhookAnswer(
                response.IsSuccessStatusCode,
                status.ToString(System.Globalization.CultureInfo.InvariantCulture),
                RetryAfterOf(response.Headers.RetryAfter),
                response.StatusCode == HttpStatusCode.Gone);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new WebhookAnswer(false, "timeout");
        }
        catch (HttpRequestException error)
        {
            return new WebhookAnswer(false, error.InnerException is AddressRefusedException ? "private_address" : "unreachable");
        }
    }

    public void Dispose() => http.Dispose();

    private TimeSpan? RetryAfterOf(RetryConditionHeaderValue? header)
    {
        var wait = header?.Delta ?? (header?.Date is { } date ? date - clock.GetUtcNow() : null);
        return wait is { } asked && asked > TimeSpan.Zero ? (asked < options.MaxRetryAfter ? asked : options.MaxRetryAfter) : null;
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        var allowed = options.AllowPrivateAddresses ? addresses : [.. addresses.Where(PublicAddress.Is)];
        if (allowed.Length == 0)
            throw new AddressRefusedException();

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class AddressRefusedException() : IOException("The name leads to no address of the public internet.");
}
