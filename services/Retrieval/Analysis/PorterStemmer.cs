namespace Tollgate.Retrieval.Analysis;

/// <summary>
/// Porter's suffix stripping ("An algorithm for suffix stripping", 1980) on a lower-case ASCII word, in place. Steps 2 to 4 live in
/// <see cref="PorterSuffixes"/>.
/// </summary>
internal ref struct PorterStemmer(Span<char> word)
{
    private readonly Span<char> word = word;
    private int length = word.Length;

    /// <summary>Stems the word where it stands and returns the new length.</summary>
    public static int Stem(Span<char> word)
    {
        if (word.Length < 3)
            return word.Length;
        var stemmer = new PorterStemmer(word);
        stemmer.Plurals();
        stemmer.PastAndGerund();
        stemmer.FinalY();
        stemmer.Replace(PorterSuffixes.Step2, minimumMeasure: 1);
        stemmer.Replace(PorterSuffixes.Step3, minimumMeasure: 1);
        stemmer.Replace(PorterSuffixes.Step4, minimumMeasure: 2);
        stemmer.FinalE();
        return stemmer.length;
    }

    private readonly bool Ends(ReadOnlySpan<char> suffix) => word[..length].EndsWith(suffix);

    private readonly bool IsConsonant(int index) => word[index] switch
    {
        'a' or 'e' or 'i' or 'o' or 'u' => false,
        'y' => index == 0 || !IsConsonant(index - 1),
        _ => true,
    };

    // The number of vowel-consonant sequences in the first `end` letters.
    private readonly int Measure(int end)
    {
        var sequences = 0;
        var afterVowel = false;
        for (var i = 0; i < end; i++)
        {
            var vowel = !IsConsonant(i);
            if (afterVowel && !vowel)
                sequences++;
            afterVowel = vowel;
        }
        return sequences;
    }

    private readonly bool HasVowel(int end)
    {
        for (var i = 0; i < end; i++)
        {
            if (!IsConsonant(i))
                return true;
        }
        return false;
    }

    private readonly bool EndsInDoubleConsonant() => length >= 2 && word[length - 1] == word[length - 2] && IsConsonant(length - 1);

    // Consonant, vowel, consonant, and the last is not w, x or y: "hop", which becomes "hope" again.
    private readonly bool EndsShort(int end) =>
        end >= 3 && IsConsonant(end - 1) && !IsConsonant(end - 2) && IsConsonant(end - 3) && word[end - 1] is not ('w' or 'x' or 'y');

    private void Plurals()
    {
        if (Ends("sses") || Ends("ies"))
            length -= 2;
        else if (Ends("s") && !Ends("ss"))
            length--;
    }

    private void PastAndGerund()
    {
        if (Ends("eed"))
        {
            if (Measure(length - 3) > 0)
                length--;
            return;
        }

        var cut = Ends("ed") ? 2 : Ends("ing") ? 3 : 0;
        if (cut == 0 || !HasVowel(length - cut))
            return;
        length -= cut;
        if (Ends("at") || Ends("bl") || Ends("iz"))
            word[length++] = 'e';
        else if (EndsInDoubleConsonant() && word[length - 1] is not ('l' or 's' or 'z'))
            length--;
        else if (Measure(length) == 1 && EndsShort(length))
            word[length++] = 'e';
    }

    private readonly void FinalY()
    {
        if (Ends("y") && HasVowel(length - 1))
            word[length - 1] = 'i';
    }

    private void Replace(ReadOnlySpan<(string Suffix, string Replacement)> rules, int minimumMeasure)
    {
        foreach (var (suffix, replacement) in rules)
        {
            if (!Ends(suffix))
                continue;
            var stem = length - suffix.Length;
            var allowed = suffix is not "ion" || (stem > 0 && word[stem - 1] is 's' or 't');
            if (allowed && Measure(stem) >= minimumMeasure)
            {
                replacement.CopyTo(word[stem..]);
                length = stem + replacement.Length;
            }
            return;
        }
    }

    private void FinalE()
    {
        if (Ends("e"))
        {
            var measure = Measure(length - 1);
            if (measure > 1 || (measure == 1 && !EndsShort(length - 1)))
                length--;
        }
        if (Ends("ll") && Measure(length - 1) > 1)
            length--;
    }
}
