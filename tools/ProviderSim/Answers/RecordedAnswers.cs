using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace Tollgate.ProviderSim.Answers;

/// <summary>
/// Answers given in advance, one JSON object a line: <c>question</c>, <c>answer</c>, and optionally <c>model</c> (whose answer it
/// is) and <c>mean_logprob</c> (how sure). One that names a model is that model's answer to the question, always; one that names none is what
/// large models know when the prompt gives them nothing to go by.
/// </summary>
internal sealed class RecordedAnswers
{
    private readonly Dictionary<ulong, List<RecordedAnswer>> byQuestion = [];

    public RecordedAnswers(IOptions<SimulatorOptions> options)
    {
        if (options.Value.RecordedAnswers is not { Length: > 0 } path)
            return;

        foreach (var line in File.ReadLines(path).Where(line => !string.IsNullOrWhiteSpace(line)))
            Add(JsonSerializer.Deserialize(line, RecordedAnswerJson.Default.RecordedAnswer)!);
    }

    public Draft? Find(string question, string? model, ulong seed)
    {
        if (byQuestion.Count == 0 || !byQuestion.TryGetValue(KeyOf(question), out var answers))
            return null;
        if (answers.Find(answer => answer.Model == model) is not { } found)
            return null;
        return found.MeanLogprob is { } stated ? new Draft(found.Answer, stated) : Draft.Between(found.Answer, -0.25, -0.05, seed);
    }

    private void Add(RecordedAnswer answer)
    {
        var key = KeyOf(answer.Question);
        if (!byQuestion.TryGetValue(key, out var same))
            byQuestion[key] = same = [];
        same.Add(answer);
    }

    // Spelling differs between a file and a prompt in case, blanks and punctuation, so only the words count.
    private static ulong KeyOf(string question)
    {
        ulong hash = 0;
        foreach (var stem in Stems.Of(question))
            hash = StableHash.Combine(hash, stem);
        return hash;
    }
}

internal sealed record RecordedAnswer(string Question, string Answer, string? Model = null, double? MeanLogprob = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RecordedAnswer))]
internal sealed partial class RecordedAnswerJson : JsonSerializerContext;
