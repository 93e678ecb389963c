using System.Text.Json;
using System.Text.Json.Nodes;
using Tollgate.Contracts.Tests.Baselines;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Contracts.Tests.Events;

public sealed class EventBaselineTests
{
    private const string File = "events.txt";
    private static readonly JsonSerializerOptions Indented = new(MessageJson.Options) { WriteIndented = true };

    public static TheoryData<string> WireNames => [.. EventSurface.Ours.Select(EventSurface.WireName)];

    [Fact]
    public void Nothing_that_was_promised_is_taken_back_and_additions_are_recorded() => Baseline.Check(File, EventSurface.Of(EventSurface.Ours));

    [Theory]
    [MemberData(nameof(WireNames))]
    public void The_sample_is_read_and_written_as_it_was(string wireName)
    {
        var type = MessageTypes.TypeOf(wireName);
        var path = Baseline.Path($"events/{wireName}.json");
        if (Baseline.Updating)
        {
            // What was sent before must still be read: a command cannot take that back.
            if (System.IO.File.Exists(path))
                JsonSerializer.Deserialize(System.IO.File.ReadAllText(path), type, MessageJson.Options);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            System.IO.File.WriteAllText(path, JsonSerializer.Serialize(Samples.Of(type), type, Indented) + "\n");
        }

        Assert.True(System.IO.File.Exists(path), $"There is no sample of {wireName}. {Baseline.HowToUpdate}");
        var sample = System.IO.File.ReadAllText(path);
        var again = JsonSerializer.Serialize(JsonSerializer.Deserialize(sample, type, MessageJson.Options), type, MessageJson.Options);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(sample), JsonNode.Parse(again)), $"Written again it is:\n{again}\n{Baseline.HowToUpdate}");
    }

    [Fact]
    public void No_sample_is_left_of_an_event_that_is_gone()
    {
        var samples = Directory.GetFiles(Baseline.Path("events"), "*.json").Select(path => Path.GetFileNameWithoutExtension(path));

        Assert.Equal(EventSurface.Ours.Select(EventSurface.WireName), samples.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Wire_names_say_service_event_and_version_and_are_unique()
    {
        var names = EventSurface.Ours.Select(EventSurface.WireName).ToArray();

        Assert.All(names, name => Assert.Matches(@"\A[a-z]+\.[a-z-]+\.v[1-9]\z", name));
        Assert.Equal(names.Length, names.Distinct().Count());
    }
}
