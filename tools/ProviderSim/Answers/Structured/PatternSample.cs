using System.Text;

namespace Tollgate.ProviderSim.Answers.Structured;

/// <summary>
/// Generates a string for a regular expression of the kind found in schemas: literals, classes, groups, alternatives and
/// counts. It gives up (null) on look-around and back-references.
/// </summary>
internal sealed class PatternSample(string pattern, ulong seed)
{
    private const int ExtraRepeats = 2, LongestSample = 10_000;

    private readonly StringBuilder sample = new();
    private int at;
    private ulong draws;
    private bool failed;

    public string? Generate()
    {
        Alternatives(write: true);
        return failed || at < pattern.Length || sample.Length > LongestSample ? null : sample.ToString();
    }

    private void Alternatives(bool write)
    {
        // The first alternative is as good as any; the others are only skipped over.
        Sequence(write);
        while (!failed && at < pattern.Length && pattern[at] == '|')
        {
            at++;
            Sequence(write: false);
        }
    }

    private void Sequence(bool write)
    {
        while (!failed && at < pattern.Length && pattern[at] is not ('|' or ')'))
        {
            var start = at;
            Atom(write: false);
            var end = at;
            var (least, most) = Count();
            var after = at;
            var repeats = write ? Pick(least, Math.Min(most, least == 0 ? 1 : least + ExtraRepeats)) : 0;
            for (var i = 0; i < repeats && !failed && sample.Length <= LongestSample; i++)
            {
                at = start;
                Atom(write: true);
                failed |= at != end;
            }
            at = after;
        }
    }

    private void Atom(bool write)
    {
        var c = pattern[at++];
        switch (c)
        {
            case '^' or '$':
                break;
            case '(':
                Group(write);
                break;
            case '[':
                Emit(CharacterClass.Read(pattern, ref at, ref failed), write);
                break;
            case '.':
                Emit("abcdefgh", write);
                break;
            case '\\' when at < pattern.Length:
                Emit(CharacterClass.Escape(pattern[at++], ref failed), write);
                break;
            case '*' or '+' or '?' or '\\':
                failed = true;
                break;
            default:
                Emit(c.ToString(), write);
                break;
        }
    }

    private void Group(bool write)
    {
        if (at < pattern.Length && pattern[at] == '?')
        {
            if (at + 1 < pattern.Length && pattern[at + 1] == ':')
                at += 2;
            else
                failed = true;
        }
        Alternatives(write);
        failed |= at >= pattern.Length || pattern[at++] != ')';
    }

    private (int Least, int Most) Count()
    {
        if (at >= pattern.Length)
            return (1, 1);
        var (least, most) = pattern[at] switch
        {
            '*' => (0, int.MaxValue),
            '+' => (1, int.MaxValue),
            '?' => (0, 1),
            '{' => Braces(),
            _ => (-1, -1),
        };
        if (least < 0)
            return (1, 1);

        at++;
        if (at < pattern.Length && pattern[at] == '?')
            at++;
        return (least, most);
    }

    private (int Least, int Most) Braces()
    {
        var close = pattern.IndexOf('}', at);
        var parts = close < 0 ? [] : pattern[(at + 1)..close].Split(',');
        if (parts.Length is 0 or > 2 || !int.TryParse(parts[0], out var least) || least > LongestSample)
        {
            failed = true;
            return (1, 1);
        }
        at = close;
        var most = parts.Length == 1 ? least : int.TryParse(parts[1], out var stated) ? stated : int.MaxValue;
        return (least, most);
    }

    private void Emit(string choices, bool write)
    {
        if (write && choices.Length > 0)
            sample.Append(choices[Pick(0, choices.Length - 1)]);
        failed |= choices.Length == 0;
    }

    private int Pick(int least, int most) =>
        least + (int)((most - least + 1) * StableHash.Unit(seed, draws++));
}
