using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Tollgate.Privacy.Recognizers;

/// <summary>
/// Names of people, as far as form and context go: words with a capital behind a title, behind words that introduce somebody, after a given
/// name of the list, or around an initial. It knows no language and finds neither every name nor only names; <c>QualityTests</c> has figures.
/// </summary>
internal sealed partial class PersonRecognizer() : Recognizer(PersonalDataKind.Person)
{
    private static readonly FrozenSet<string> GivenNames = Read("given.txt");
    private static readonly FrozenSet<string> NoNames = Read("not-names.txt");

    public override bool MayFindIn(string text) => true;

    public override void Find(string text, Confidence atLeast, List<Finding> found)
    {
        foreach (Match match in Introduced().Matches(text))
            AddName(text, match.Groups["name"], found, Confidence.Likely);
        foreach (Match match in Capitals().Matches(text))
        {
            var words = match.Value.Split(' ');
            if (GivenNames.Contains(words[0]))
                AddName(text, match, found, words.Length > 1 ? Confidence.Likely : Confidence.Possible);
            else if (words.Length > 2 && words[1].Length <= 2 && !NoNames.Contains(words[0]))
                AddName(text, match, found, Confidence.Likely);
        }
    }

    private void AddName(string text, Capture name, List<Finding> found, Confidence confidence)
    {
        // What follows a name is often written with a capital too.
        var length = 0;
        foreach (Match word in Word().Matches(name.Value))
        {
            if (NoNames.Contains(word.Value))
                break;
            length = word.Index + word.Length;
        }

        if (length > 1 && char.IsUpper(text[name.Index]))
            Add(found, name.Index, length, confidence);
    }

    private static FrozenSet<string> Read(string file)
    {
        using var stream = typeof(PersonRecognizer).Assembly.GetManifestResourceStream($"Names/{file}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
    }

    private const string Name = @"\p{Lu}[\p{L}'’-]{1,30}(?: \p{Lu}\.?(?![\p{L}]))?(?: \p{Lu}[\p{L}'’-]{1,30}){0,2}";

    [GeneratedRegex(
        @"(?<!\p{L})(?:(?i:mr|mrs|ms|miss|dr|prof|herrn?|frau|sir|madam|doctor|professor)\.? |(?i:my name is|i am|i'm|i’m|this is|ich heiße|ich bin|mein name ist|dear|hi|hello|hallo|liebe|lieber|"
        + @"sincerely,?|regards,?|grüßen,?|name:|patient:?|customer:?|contact:?|signed,?|billing address:|attn:?)\s{1,3})(?:(?i:mr|mrs|ms|dr|prof|herr|frau)\.? )?(?<name>" + Name + ")",
        RegexOptions.CultureInvariant)]
    private static partial Regex Introduced();

    [GeneratedRegex(@"(?<![\p{L}\p{N}_])" + Name + @"(?!\p{L})", RegexOptions.CultureInvariant)]
    private static partial Regex Capitals();

    [GeneratedRegex(@"\p{Lu}[\p{L}'’-]{0,30}\.?", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
