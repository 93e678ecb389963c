using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Tollgate.Inference.Tests.Fakes;

namespace Tollgate.Inference.Tests.Telemetry;

public sealed class TokenMetricsTests
{
    [Fact]
    public async Task Both_families_of_GenAI_metrics_are_reported()
    {
        // Other tests run at the same time and measure into the same names: the model is this test's own.
        var measured = new ConcurrentQueue<(string Name, long Value, string Tags)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == "Tollgate.Inference.GenAi")
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(instrument, 0, tags));
        listener.Start();
        await using var world = await World.CreateAsync();
        world.Provider.Answer = (_, http) => Wire.CompleteAsync(http, "Hi", Wire.Usage(input: 10, output: 30, cached: 4, reasoning: 28));

        await World.RunAsync(world.Replica(), World.Request(model: "o3"));

        var mine = measured.Where(m => m.Tags.Contains("gen_ai.request.model=o3;", StringComparison.Ordinal)).ToArray();
        Assert.Equal(10, Sum("gen_ai.client.inference.usage.input_tokens"));
        Assert.Equal(30, Sum("gen_ai.client.inference.usage.output_tokens"));
        Assert.Equal(4, Sum("gen_ai.client.inference.usage.cache_read.input_tokens"));
        Assert.Equal(28, Sum("gen_ai.client.inference.usage.reasoning.output_tokens"));
        Assert.Equal(30, Sum("gen_ai.client.inference.operation.output_tokens"));
        Assert.Equal(40, Sum("gen_ai.client.token.usage"));
        Assert.Contains(mine, m => m.Name == "gen_ai.client.operation.duration");
        Assert.All(mine.Where(m => m.Name.Contains(".usage.input", StringComparison.Ordinal)), m => Assert.Contains("gen_ai.token.modality=text;", m.Tags));

        long Sum(string name) => mine.Where(m => m.Name == name).Sum(m => m.Value);

        void Note(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var text = "";
            foreach (var tag in tags)
                text += $"{tag.Key}={tag.Value};";
            measured.Enqueue((instrument.Name, value, text));
        }
    }
}
