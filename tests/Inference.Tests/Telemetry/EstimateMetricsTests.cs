using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Google.Protobuf;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Inference.Attempts;
using Tollgate.Inference.Tests.Fakes;
using Tollgate.Tokens;
using PromptMessage = Tollgate.Contracts.Inference.V1.PromptMessage;

namespace Tollgate.Inference.Tests.Telemetry;

/// <summary>How good estimates before the call are is published; against ProviderSim, which counts by itself, they are good.</summary>
public sealed class EstimateMetricsTests
{
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    [Fact]
    public async Task The_ratios_of_estimate_and_hold_to_what_was_used_are_measured_by_provider_model_and_modality()
    {
        var measured = new ConcurrentQueue<(string Name, double Value, string Tags)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name is "tollgate.inference.estimate.ratio" or "tollgate.inference.hold.ratio")
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
            measured.Enqueue((instrument.Name, value, string.Join(';', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}")))));
        listener.Start();
        await using var world = await World.CreateAsync();
        await using var simulator = await SimulatedProvider.StartAsync();
        var replica = world.Replica(provider: simulator.BaseUrl);

        // A model of this test's own: other tests run at the same time and measure into the same names.
        const string model = "gpt-4o";
        await World.RunAsync(replica, World.Request("What is the deductible of plan A, and how long may an appeal take?", model: model));
        await World.RunAsync(replica, Picture(model));

        foreach (var modality in (string[])["text", "image"])
        {
            var mine = measured
                .Where(m => m.Tags == $"gen_ai.provider.name=openai;gen_ai.request.model={model};gen_ai.token.modality={modality}").ToArray();
            Assert.InRange(Assert.Single(mine, m => m.Name == "tollgate.inference.estimate.ratio").Value, 0.9, 1.1);
            Assert.True(Assert.Single(mine, m => m.Name == "tollgate.inference.hold.ratio").Value >= 1);
        }
    }

    [Theory]
    [InlineData(0, 0, 0, "text")]
    [InlineData(0, 0, 5, "tools")]
    [InlineData(0, 85, 5, "image")]
    [InlineData(40, 85, 5, "audio")]
    public void An_estimate_is_of_what_is_hardest_to_foresee_in_it(long audio, long image, long tools, string modality)
    {
        var count = new PromptCount { User = 100 + audio + image, Audio = audio, Image = image, ToolSchema = tools, WorstCase = 500 };

        Assert.Equal(new InputEstimate(100 + audio + image + tools, modality), InputEstimate.Of(count));
    }

    private static RunRequest Picture(string model)
    {
        var request = World.Request(model: model);
        request.Prompt = new Prompt
        {
            Messages =
            {
                new PromptMessage
                {
                    Role = "user",
                    Origin = PromptOrigin.User,
                    Parts =
                    {
                        new ContentPart { Text = "What is on this picture?" },
                        new ContentPart { Image = new() { MediaType = "image/png", Data = ByteString.FromBase64(Png), Detail = "low" } },
                    },
                },
            },
        }.ToByteString();
        return request;
    }
}
