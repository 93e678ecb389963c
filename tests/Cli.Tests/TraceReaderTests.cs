using Tollgate.Cli.Traces;
using Tollgate.Tokens;

namespace Tollgate.Cli.Tests;

public sealed class TraceReaderTests : IDisposable
{
    private readonly string file = Path.GetTempFileName();

    public void Dispose() => File.Delete(file);

    [Fact]
    public void Rows_are_timed_from_the_first()
    {
        File.WriteAllText(file, "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.6805900,374,44\n2023-11-16 18:15:50.6805900,396,109\n");

        var rows = TraceReader.Read(file, 10);

        Assert.Equal([new TraceRow(TimeSpan.Zero, 374, 44), new TraceRow(TimeSpan.FromSeconds(4), 396, 109)], rows);
    }

    [Fact]
    public void A_limit_stops_reading_before_what_is_wrong()
    {
        File.WriteAllText(file, "h\n2023-11-16 18:15:46,1,1\nnonsense\n");

        Assert.Single(TraceReader.Read(file, 1));
    }

    [Theory]
    [InlineData("2023-11-16 18:15:46,0,1")]
    [InlineData("2023-11-16 18:15:46,1,-1")]
    [InlineData("2023-11-16 18:15:46,1")]
    [InlineData("yesterday,1,1")]
    public void A_bad_row_is_named_by_its_line(string row)
    {
        File.WriteAllText(file, $"h\n2023-11-16 18:15:46,1,1\n{row}\n");

        var error = Assert.Throws<CliException>(() => TraceReader.Read(file, 10));

        Assert.Contains("line 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Prompts_are_unique_and_have_exactly_the_recorded_tokens()
    {
        TraceRow[] rows = [new(TimeSpan.Zero, 2, 7), new(TimeSpan.FromSeconds(2), 374, 44), new(TimeSpan.FromSeconds(4), 374, 44)];

        var items = TraceWorkload.From(rows, "key", "gpt-4.1-mini", speed: 2).ToArray();

        Assert.Equal(rows.Select(r => (long)r.ContextTokens), items.Select(i => (long)TextTokens.TokenizerFor("gpt-4.1-mini").Tokenizer.Count(i.Request.Messages[0].Content)));
        Assert.Equal(rows.Select(r => r.GeneratedTokens), items.Select(i => i.Request.MaxTokens));
        Assert.Equal([0, 1, 2], items.Select(i => i.Due.TotalSeconds));
        Assert.Equal(3, items.Select(i => i.Request.Messages[0].Content).Distinct().Count());
        Assert.All(items, i => Assert.Equal("", i.Request.Assistant));
    }
}
