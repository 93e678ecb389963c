using System.Text.RegularExpressions;
using Tollgate.Privacy.Checks;

namespace Tollgate.Privacy.Recognizers;

/// <summary>Addresses of network interfaces, in pairs or in Cisco's groups of four.</summary>
internal sealed partial class MacRecognizer() : Recognizer(PersonalDataKind.MacAddress)
{
    public override bool MayFindIn(string text) => text.AsSpan().ContainsAny(':', '-', '.');

    public override void Find(string text, Confidence atLeast, List<Finding> found)
    {
        foreach (var match in Pattern().EnumerateMatches(text))
        {
            // All zeros and all ones name no interface.
            if (Plain.Of(text.Substring(match.Index, match.Length)) is not ("000000000000" or "FFFFFFFFFFFF"))
                Add(found, match.Index, match.Length, Confidence.Likely);
        }
    }

    [GeneratedRegex(
        @"(?<![\w:.-])(?:[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}|(?:[0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4})(?![\w:-])", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
