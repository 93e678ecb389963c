using System.Text.RegularExpressions;

namespace Tollgate.Privacy.Recognizers;

/// <summary>Passwords, keys and tokens: forms that issuers give theirs so that they can be found, and whatever is called one.</summary>
internal sealed partial class SecretRecognizer() : Recognizer(PersonalDataKind.Secret)
{
    private const int MaxPrivateKey = 16 * 1024;
    private const string PrivateKeyEnd = "PRIVATE KEY-----";

    public override bool MayFindIn(string text) => text.Length >= 8;

    public override void Find(string text, Confidence atLeast, List<Finding> found)
    {
        foreach (var match in Issued().EnumerateMatches(text))
            Add(found, match.Index, match.Length, Confidence.Certain);
        foreach (Match match in Called().Matches(text))
        {
            var value = match.Groups["value"];
            if (LooksRandom(value.ValueSpan))
                Add(found, value.Index, value.Length, Confidence.Likely);
        }

        FindPrivateKeys(text, found);
    }

    private void FindPrivateKeys(string text, List<Finding> found)
    {
        for (var begin = text.IndexOf("-----BEGIN ", StringComparison.Ordinal); begin >= 0;)
        {
            var head = text.IndexOf(PrivateKeyEnd, begin, Math.Min(64, text.Length - begin), StringComparison.Ordinal);
            var behind = begin + 11;
            if (head >= 0)
            {
                // A key that is cut off is still one: everything that could belong to it goes.
                var limit = Math.Min(MaxPrivateKey, text.Length - head - PrivateKeyEnd.Length);
                var end = text.IndexOf(PrivateKeyEnd, head + PrivateKeyEnd.Length, limit, StringComparison.Ordinal);
                behind = end < 0 ? head + PrivateKeyEnd.Length + limit : end + PrivateKeyEnd.Length;
                Add(found, begin, behind - begin, Confidence.Certain);
            }

            begin = text.IndexOf("-----BEGIN ", behind, StringComparison.Ordinal);
        }
    }

    // "password: required" is prose; a secret has a digit or a sign in it, or both cases.
    private static bool LooksRandom(ReadOnlySpan<char> value) =>
        value.ContainsAnyInRange('0', '9') || value.ContainsAny("!@#$%^&*+/=~") || (value.Length >= 16 && value.ContainsAnyInRange('A', 'Z') && value[1..].ContainsAnyInRange('a', 'z'));

    [GeneratedRegex(
        @"(?<![A-Za-z0-9])(?:sk-(?:ant-|proj-|or-|svcacct-)?[A-Za-z0-9_-]{16,256}|(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}|gh[pousr]_[A-Za-z0-9]{30,255}"
        + @"|github_pat_[A-Za-z0-9_]{22,255}|glpat-[A-Za-z0-9_-]{20,64}|xox[abeoprs]-[A-Za-z0-9-]{10,255}|AIza[A-Za-z0-9_-]{35}|ya29\.[A-Za-z0-9_-]{20,512}"
        + @"|(?:sk|rk|pk|whsec)_(?:live|test)_[A-Za-z0-9]{16,255}|whsec_[A-Za-z0-9+/=]{24,128}|npm_[A-Za-z0-9]{36}|pypi-[A-Za-z0-9_-]{32,255}|hf_[A-Za-z0-9]{30,64}"
        + @"|SG\.[A-Za-z0-9_-]{16,64}\.[A-Za-z0-9_-]{16,128}|dop_v1_[a-f0-9]{64}|tg_(?:live|test)_[A-Za-z0-9_-]{16,255}"
        + @"|eyJ[A-Za-z0-9_-]{8,2048}\.eyJ[A-Za-z0-9_-]{8,4096}\.[A-Za-z0-9_-]{8,1024})(?![A-Za-z0-9])",
        RegexOptions.CultureInvariant)]
    private static partial Regex Issued();

    [GeneratedRegex(
        @"(?<![A-Za-z])(?:pass(?:word|wd|phrase|wort)|pwd|kennwort|secret|token|(?:api|access|account|private|client|auth)[ _-]?(?:key|secret|token|password)|bearer)"
        + @"[""']?(?:\s{0,3}(?:[:=]|is|lautet|ist)\s{0,3}|\s)[""']?(?<value>[^\s""'<>,;]{6,256})",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Called();
}
