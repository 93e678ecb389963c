using BenchmarkDotNet.Attributes;
using Tollgate.Tokens;

namespace Tollgate.Bench.Micro;

/// <summary>
/// What counting a prompt costs. Each call counts a text it has not seen for a while, so that the tokenizer's word cache helps no
/// more than it does for real prompts.
/// </summary>
[MemoryDiagnoser]
public class TokenCountingBenchmarks
{
    private const int Variants = 64;

    private readonly string[] texts = new string[Variants];
    private readonly PromptRequest[] prompts = new PromptRequest[Variants];
    private TextTokenizer tokenizer = null!;
    private int next;

    /// <summary>Tokens of the text.</summary>
    [Params(200, 2_000, 20_000)]
    public int Tokens { get; set; }

    /// <summary>Makes the texts and loads the vocabulary.</summary>
    [GlobalSetup]
    public void MakeTexts()
    {
        tokenizer = TextTokenizer.For(TokenEncoding.O200kBase);
        for (var i = 0; i < Variants; i++)
        {
            texts[i] = SyntheticText.Exactly(Tokens, i);
            prompts[i] = new PromptRequest
            {
                Messages =
                [
                    PromptMessage.Text("system", TokenOrigin.System, "Answer briefly, from the passages only."),
                    new PromptMessage("user", TokenOrigin.User, [new PromptText(texts[i], TokenOrigin.Retrieved), new PromptText("\n\nWhat is covered?")]),
                ],
            };
        }
    }

    /// <summary>Counting alone.</summary>
    [Benchmark(Baseline = true)]
    public int Count() => tokenizer.Count(texts[next++ % Variants]);

    /// <summary>Encoding to ids, for comparison.</summary>
    [Benchmark]
    public int Encode() => tokenizer.Encode(texts[next++ % Variants]).Count;

    /// <summary>Cutting to half the length.</summary>
    [Benchmark]
    public string Truncate() => tokenizer.Truncate(texts[next++ % Variants], Tokens / 2);

    /// <summary>A chat prompt, split by origin.</summary>
    [Benchmark]
    public long CountPromptByOrigin() => PromptCounter.Count("gpt-4.1", prompts[next++ % Variants]).Total;
}
