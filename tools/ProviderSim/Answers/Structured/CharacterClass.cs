using System.Text;

namespace Tollgate.ProviderSim.Answers.Structured;

/// <summary>The characters a class of a regular expression stands for, as far as a sample needs them.</summary>
internal static class CharacterClass
{
    private const string Digits = "0123456789", Letters = "abcdefghijklmnopqrstuvwxyz", Other = "!#%&*";

    public static string Escape(char c, ref bool failed)
    {
        switch (c)
        {
            case 'd':
                return Digits;
            case 'w':
                return Letters + Digits;
            case 's':
                return " ";
            case 'D' or 'S':
                return Letters;
            case 'W':
                return Other;
            case 't':
                return "\t";
            case 'n':
                return "\n";
            default:
                failed |= char.IsAsciiLetterOrDigit(c);
                return c.ToString();
        }
    }

    /// <summary>Reads a class whose opening bracket has been read, up to and with its closing bracket.</summary>
    public static string Read(string pattern, ref int at, ref bool failed)
    {
        var negated = at < pattern.Length && pattern[at] == '^';
        if (negated)
            at++;

        var members = new StringBuilder();
        for (var first = true; at < pattern.Length && (pattern[at] != ']' || first); first = false)
        {
            var c = pattern[at++];
            if (c == '\\' && at < pattern.Length)
                members.Append(Escape(pattern[at++], ref failed));
            else if (at + 1 < pattern.Length && pattern[at] == '-' && pattern[at + 1] != ']')
                at = Range(members, c, pattern[at + 1], at + 2);
            else
                members.Append(c);
        }
        failed |= at++ >= pattern.Length;

        var listed = members.ToString();
        return negated ? string.Concat((Letters + Digits + Other).Where(c => !listed.Contains(c))) : listed;
    }

    private static int Range(StringBuilder members, char from, char to, int next)
    {
        for (int c = from; c <= Math.Min(to, from + 255); c++)
            members.Append((char)c);
        return next;
    }
}
