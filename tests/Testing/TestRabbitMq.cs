using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;

namespace Tollgate.Testing;

/// <summary>
/// Fresh virtual hosts on a real RabbitMQ: the broker named by <c>TOLLGATE_TEST_RABBITMQ</c>, else a private one that lives as long
/// as the test process. Its management API is expected 10,000 ports above AMQP, or where <c>TOLLGATE_TEST_RABBITMQ_MANAGEMENT</c> says.
/// </summary>
public static class TestRabbitMq
{
    private static readonly HttpClient Http = new();

    /// <summary>Creates an empty virtual host and returns its AMQP URI.</summary>
    public static async Task<string> CreateVirtualHostAsync()
    {
        var broker = new Uri(await TestInfrastructure.RabbitMqAsync());
        var name = $"test-{Guid.NewGuid():N}";
        var user = Uri.UnescapeDataString(broker.UserInfo.Split(':')[0]);

        await SendAsync(broker, HttpMethod.Put, $"api/vhosts/{name}", new { });
        await SendAsync(broker, HttpMethod.Put, $"api/permissions/{name}/{user}", new { configure = ".*", write = ".*", read = ".*" });
        TestInfrastructure.OnExit(() => SendAsync(broker, HttpMethod.Delete, $"api/vhosts/{name}", null));

        return new UriBuilder(broker) { Path = name }.Uri.AbsoluteUri;
    }

    /// <summary>Base address of the broker's management API, for tests that look into queues.</summary>
    public static Task<Uri> ManagementAsync() => TestInfrastructure.RabbitMqManagementAsync();

    private static async Task SendAsync(Uri broker, HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, new Uri(await ManagementAsync(), path));
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(broker.UserInfo)));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", credentials);
        if (body is not null)
            request.Content = JsonContent.Create(body);

        using var response = await Http.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }
}
