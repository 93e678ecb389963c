using System.Text.RegularExpressions;

namespace Tollgate.ProviderSim.Answers;

/// <summary>A sentence of the context, how well it fits the question, and how much of the question its passage covers.</summary>
internal readonly record struct RankedSentence(string Text, int? Number, double Score, double Coverage, int Order);

/// <summary>Ranks sentences by the words they share with the question; words that are rare in the context weigh more.</summary>
internal static partial class SentenceRanking
{
    private const int MostSentences = 4_000;
    private const double TitleWeight = 0.5, PassageWeight = 0.5;

    public static List<RankedSentence> Rank(string question, IReadOnlyList<Passage> passages)
    {
        var terms = Stems.Of(question).Distinct().ToArray();
        var sentences = Split(passages);
        if (terms.Length == 0 || sentences.Count == 0)
            return [];

        var weights = Weigh(terms, sentences);
        var total = weights.Sum();
        var titles = passages.Select(passage => Stems.Of(passage.Title).ToHashSet()).ToArray();
        var bodies = new HashSet<ulong>[passages.Count];
        foreach (var sentence in sentences)
            (bodies[sentence.Passage] ??= [.. titles[sentence.Passage]]).UnionWith(sentence.Stems);

        var ranked = new List<RankedSentence>(sentences.Count);
        foreach (var sentence in sentences)
        {
            double own = 0, around = 0;
            for (var t = 0; t < terms.Length; t++)
            {
                own += sentence.Stems.Contains(terms[t]) ? weights[t] : titles[sentence.Passage].Contains(terms[t]) ? TitleWeight * weights[t] : 0;
                around += bodies[sentence.Passage].Contains(terms[t]) ? weights[t] : 0;
            }
            var coverage = around / total;
            ranked.Add(new RankedSentence(
                sentence.Text, passages[sentence.Passage].Number, (own / total) + (PassageWeight * coverage), coverage, ranked.Count));
        }
        ranked.Sort(static (a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Order.CompareTo(b.Order));
        return ranked;
    }

    private static List<Sentence> Split(IReadOnlyList<Passage> passages)
    {
        var sentences = new List<Sentence>();
        for (var p = 0; p < passages.Count && sentences.Count < MostSentences; p++)
        {
            foreach (var part in SentenceEnd().Split(passages[p].Text))
            {
                var text = part.Trim().TrimStart('#', '*', '-', ' ');
                var stems = Stems.Of(text);
                if (stems.Count >= 2)
                    sentences.Add(new Sentence(text, p, [.. stems]));
            }
        }
        return sentences;
    }

    private static double[] Weigh(ulong[] terms, List<Sentence> sentences)
    {
        var weights = new double[terms.Length];
        for (var t = 0; t < terms.Length; t++)
        {
            var seen = sentences.Count(sentence => sentence.Stems.Contains(terms[t]));
            weights[t] = Math.Log(1.5 + (sentences.Count / (1.0 + seen)));
        }
        return weights;
    }

    [GeneratedRegex("""(?<=[.!?])["')\]]*\s+(?=["'(\[]*[\p{Lu}\d])|\r?\n+""")]
    private static partial Regex SentenceEnd();

    private readonly record struct Sentence(string Text, int Passage, HashSet<ulong> Stems);
}
