using Tollgate.Privacy.Quality;
using Tollgate.Testing;
using Xunit.Abstractions;

namespace Tollgate.Privacy.Tests.Quality;

public sealed class QualityTests(ITestOutputHelper output)
{
    [SkippableFact]
    public void Structured_ids_are_found_with_recall_and_precision_of_98_percent()
    {
        var report = QualityReport.Of(
            new[] { "pii/presidio_recognizer_vectors_dev.jsonl", "pii/presidio_research_synth_dev.jsonl" }
                .SelectMany(file => LabelledTexts.Read(SharedData.Path(file))));
        output.WriteLine(report.ToMarkdown());
        foreach (var surprise in report.Surprises.Where(line => !line.StartsWith("PERSON", StringComparison.Ordinal)))
            output.WriteLine(surprise);

        Assert.True(report.Structured.Recall >= 0.98, $"recall {report.Structured.Recall:0.000}");
        Assert.True(report.Structured.Precision >= 0.98, $"precision {report.Structured.Precision:0.000}");
    }
}
