using System.Text.RegularExpressions;

namespace Tollgate.Privacy.Recognizers;

/// <summary>Dates of birth: dates beside words that say so. A date alone is no personal data.</summary>
internal sealed partial class BirthDateRecognizer() : Recognizer(PersonalDataKind.DateOfBirth)
{
    private static readonly ContextWords Context = new(
        40, 16, "born", "date of birth", "birth date", "birthdate", "birthday", "dob", "d.o.b", "geboren", "geburtsdatum", "geburtstag", "geb");

    public override void Find(string text, Confidence atLeast, List<Finding> found)
    {
        foreach (var match in Pattern().EnumerateMatches(text))
        {
            if (Context.IsBeside(text, match.Index, match.Length))
                Add(found, match.Index, match.Length, Confidence.Likely);
        }
    }

    [GeneratedRegex(
        @"(?<![\w/-])(?:(?:19|20)[0-9]{2}[-./](?:1[0-2]|0?[1-9])[-./](?:3[01]|[12][0-9]|0?[1-9])|(?:3[01]|[12][0-9]|0?[1-9])([-./]) ?(?:3[01]|[12][0-9]|0?[1-9])\1 ?(?:(?:19|20)?[0-9]{2})"
        + @"|(?:3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th|\.)?(?: of)?[ -](?:jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)\p{L}{0,6}\.?,?[ -](?:19|20)[0-9]{2}"
        + @"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\p{L}{0,6}\.? (?:3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?,? (?:19|20)[0-9]{2})(?![\w/-])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
