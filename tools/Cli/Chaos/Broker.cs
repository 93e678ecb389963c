using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Tollgate.Cli.Hosting;

namespace Tollgate.Cli.Chaos;

/// <summary>What the broker's management API says of queues and where they get their messages from.</summary>
internal sealed class Broker : IDisposable
{
    private readonly HttpClient http;

    public Broker(HostDocument host)
    {
        var messaging = host.Resources.Single(resource => resource.Name == "messaging");
        Uri = new Uri(messaging.ConnectionString ?? throw new CliException("The host does not say where its broker is."));
        http = new HttpClient
        {
            BaseAddress = new Uri(host.Endpoints("messaging", "management")[0]),
            DefaultRequestHeaders =
            {
                Authorization = new AuthenticationHeaderValue(
                    "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(System.Uri.UnescapeDataString(Uri.UserInfo)))),
            },
        };
    }

    /// <summary>Where it is reached.</summary>
    public Uri Uri { get; }

    /// <summary>Shared work queues, each with the events' exchanges that feed it.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> WorkQueuesAsync(CancellationToken cancellationToken)
    {
        var queues = await http.GetFromJsonAsync<Queue[]>("/api/queues", cancellationToken);
        var bindings = await http.GetFromJsonAsync<Binding[]>("/api/bindings", cancellationToken);
        return queues!
            .Where(queue => queue is { Type: "quorum" } && !IsError(queue))
            .Select(queue => (queue.Name, Sources: (IReadOnlyList<string>)[.. bindings!
                .Where(binding => binding.Destination_type == "exchange" && binding.Destination == queue.Name)
                .Select(binding => binding.Source)]))
            .Where(queue => queue.Sources.Count > 0)
            .ToDictionary(queue => queue.Name, queue => queue.Sources);
    }

    /// <summary>Error queues that hold messages.</summary>
    public async Task<IReadOnlyList<string>> ErrorsAsync(CancellationToken cancellationToken) =>
        [.. (await http.GetFromJsonAsync<Queue[]>("/api/queues", cancellationToken))!
            .Where(queue => IsError(queue) && queue.Messages > 0)
            .Select(queue => $"{queue.Name} holds {queue.Messages} messages")];

    public void Dispose() => http.Dispose();

    private static bool IsError(Queue queue) =>
        queue.Name.EndsWith("_error", StringComparison.Ordinal) || queue.Name.EndsWith("_skipped", StringComparison.Ordinal);

    private sealed record Queue(string Name, string? Type, long Messages);

    private sealed record Binding(string Source, string Destination, string Destination_type);
}
