using System.Text.RegularExpressions;

namespace Tollgate.Privacy.Recognizers;

/// <summary>Addresses with user and password in them, such as a connection string of a database.</summary>
internal sealed partial class UrlCredentialsRecognizer() : Recognizer(PersonalDataKind.UrlCredentials)
{
    public override bool MayFindIn(string text) => text.Contains("://", StringComparison.Ordinal) && text.Contains('@', StringComparison.Ordinal);

    public override void Find(string text, Confidence atLeast, List<Finding> found)
    {
        foreach (var match in Pattern().EnumerateMatches(text))
            Add(found, match.Index, match.Length, Confidence.Certain);
    }

    [GeneratedRegex(@"(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9+.-]{1,20}://[^\s/@:""'<>]{0,128}:[^\s/@""'<>]{1,256}@[^\s""'<>]{1,512}", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
