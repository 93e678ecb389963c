using System.Text.RegularExpressions;

namespace Tollgate.Retrieval.Chunking;

/// <summary>Cuts prose into sentences, well enough to choose where a passage ends.</summary>
internal static partial class Sentences
{
    public static string[] Split(string text) => [.. Boundary().Split(text).Select(sentence => sentence.Trim()).Where(sentence => sentence.Length > 0)];

    // After a full stop, question or exclamation mark (and a closing quote or bracket), before white space and something that opens a
    // sentence; or at a line break; or after the full stop of a script that needs no space.
    [GeneratedRegex(@"(?<=[.!?…][""'”’»)\]]?)\s+(?=[""'“‘«(\[]?[\p{Lu}\p{Lo}\d])|\n+|(?<=[。！？])")]
    private static partial Regex Boundary();
}
