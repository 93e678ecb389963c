using System.Text.Json;
using Tollgate.Testing;

namespace Tollgate.Tokens.Tests.Text;

[Trait("Data", "shared")]
public sealed class PublishedEncodingTests
{
    [SkippableFact]
    public void Published_token_ids_are_reproduced()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(SharedData.Path("tokens/openai_published_vectors.json")));
        var checkedRows = 0;
        foreach (var row in file.RootElement.GetProperty("encodings").EnumerateArray())
        {
            // gpt2, r50k and p50k served models that no longer exist; no model of ours counts by them.
            TokenEncoding? encoding = row.GetProperty("encoding").GetString() switch
            {
                "o200k_base" => TokenEncoding.O200kBase,
                "cl100k_base" => TokenEncoding.Cl100kBase,
                _ => null,
            };
            if (encoding is null)
                continue;

            var special = row.TryGetProperty("allowed_special", out _) ? SpecialTokens.Recognised : SpecialTokens.AsText;
            var ids = row.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32());
            Assert.Equal(ids, TextTokenizer.For(encoding.Value).Encode(row.GetProperty("text").GetString()!, special));
            checkedRows++;
        }

        Assert.Equal(14, checkedRows);
    }

    [SkippableFact]
    public void Every_row_that_two_other_tokenizers_agree_on_counts_the_same_here()
    {
        var o200k = TextTokenizer.For(TokenEncoding.O200kBase);
        var cl100k = TextTokenizer.For(TokenEncoding.Cl100kBase);
        var rows = 0;
        foreach (var line in File.ReadLines(SharedData.Path("tokens/token_counts_dev.jsonl")))
        {
            using var row = JsonDocument.Parse(line);
            var text = row.RootElement.GetProperty("text").GetString()!;
            Assert.Equal(row.RootElement.GetProperty("o200k_base").GetInt32(), o200k.Count(text));
            Assert.Equal(row.RootElement.GetProperty("cl100k_base").GetInt32(), cl100k.Count(text));
            if (row.RootElement.TryGetProperty("o200k_ids", out var ids))
                Assert.Equal(ids.EnumerateArray().Select(id => id.GetInt32()), o200k.Encode(text));
            rows++;
        }

        Assert.Equal(206, rows);
    }
}
