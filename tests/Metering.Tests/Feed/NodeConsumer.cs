using System.Text.Json;
using Tollgate.Testing;

namespace Tollgate.Metering.Tests.Feed;

/// <summary>A billing system that is not written in .NET: <c>tests/Metering.NodeConsumer</c>.</summary>
internal sealed class NodeConsumer : IDisposable
{
    private readonly NodeProgram program;

    private NodeConsumer(NodeProgram program) => this.program = program;

    public static async Task<NodeConsumer> InstallAsync() => new(await NodeProgram.InstallAsync("Metering.NodeConsumer", "consumer.mjs"));

    /// <summary>Reads a queue from after a position until another is handled.</summary>
    public async Task<Seen> ReadAsync(string broker, string queue, long after, long until)
    {
        var output = await program.RunAsync(broker, queue, RepositoryRoot.Combine(Path.Combine("contracts", "schemas")), $"{after}", $"{until}");
        return JsonSerializer.Deserialize<Seen>(output, JsonSerializerOptions.Web)!;
    }

    public void Dispose() => program.Dispose();

    /// <summary>What the consumer saw.</summary>
    internal sealed record Seen(int Handled, int Distinct, int Repeats, string[] Gaps, JsonElement[] Invalid, string Position, string Nanos);
}
