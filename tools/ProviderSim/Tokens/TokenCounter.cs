using Microsoft.ML.Tokenizers;

namespace Tollgate.ProviderSim.Tokens;

/// <summary>Counts and splits text into the tokens of one encoding.</summary>
internal sealed class TokenCounter(string encoding)
{
    private readonly TiktokenTokenizer tokenizer = TiktokenTokenizer.CreateForEncoding(encoding);

    public int Count(string text)
    {
        if (text.Length == 0)
            return 0;

        var total = 0;
        var rest = text.AsSpan();
        while (RunGuard.FindCut(rest) is var cut && cut > 0)
        {
            total += tokenizer.CountTokens(rest[..cut]);
            rest = rest[cut..];
        }
        return total + tokenizer.CountTokens(rest);
    }

    /// <summary>Token ids in order, handed to <paramref name="visit"/>.</summary>
    public void Visit(string text, Action<int> visit)
    {
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var cut = RunGuard.FindCut(rest);
            var part = cut > 0 ? rest[..cut] : rest;
            foreach (var id in tokenizer.EncodeToIds(part))
                visit(id);
            rest = rest[part.Length..];
        }
    }

    /// <summary>
    /// The text of each token, in order. A character spread over several tokens belongs to the first of them; the others
    /// are empty, because a stream cannot send half a character.
    /// </summary>
    public List<string> Split(string text)
    {
        var pieces = new List<string>(text.Length / 4 + 1);
        for (var start = 0; start < text.Length;)
        {
            var cut = RunGuard.FindCut(text.AsSpan(start));
            var part = text.Substring(start, cut > 0 ? cut : text.Length - start);
            var sent = 0;
            foreach (var token in tokenizer.EncodeToTokens(part, out _))
            {
                var end = Math.Max(sent, token.Offset.End.Value);
                pieces.Add(end == sent ? "" : part[sent..end]);
                sent = end;
            }
            start += part.Length;
        }
        return pieces;
    }
}
