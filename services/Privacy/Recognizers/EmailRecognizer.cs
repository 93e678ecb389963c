using System.Text.RegularExpressions;

namespace Tollgate.Privacy.Recognizers;

/// <summary>E-mail addresses (RFC 5321 without quoted local parts; domains in letters of any script).</summary>
internal sealed partial class EmailRecognizer() : Recognizer(PersonalDataKind.EmailAddress)
{
    public override bool MayFindIn(string text) => text.Contains('@', StringComparison.Ordinal);

    public override void Find(string text, Confidence atLeast, List<Finding> found)
    {
        // From the @ outwards, so that long runs of letters without one cost nothing.
        for (var at = text.IndexOf('@', StringComparison.Ordinal); at >= 0; at = text.IndexOf('@', at + 1))
        {
            var start = at;
            while (start > 0 && at - start < 64 && IsLocal(text[start - 1]))
                start--;
            while (start < at && text[start] is '.' or '\'' or '/' or '=')
                start++;
            var domain = Domain().Match(text, at + 1, Math.Min(254, text.Length - at - 1));
            if (start < at && text[at - 1] != '.' && domain.Success)
                Add(found, start, domain.Index + domain.Length - start, Confidence.Certain);
        }
    }

    private static bool IsLocal(char c) => char.IsLetterOrDigit(c) || "!#$%&'*+/=?^_`{|}~.-".Contains(c, StringComparison.Ordinal);

    [GeneratedRegex(@"\A(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,62}[\p{L}\p{N}])?\.){1,8}[\p{L}][\p{L}\p{N}-]{0,61}[\p{L}\p{N}]", RegexOptions.CultureInvariant)]
    private static partial Regex Domain();
}
