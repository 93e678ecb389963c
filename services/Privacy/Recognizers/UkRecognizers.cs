using System.Text.RegularExpressions;
using Tollgate.Privacy.Checks;

namespace Tollgate.Privacy.Recognizers;

/// <summary>Numbers of the United Kingdom.</summary>
internal static partial class UkRecognizers
{
    public static Recognizer[] All { get; } =
    [
        new PatternRecognizer(PersonalDataKind.UkNhs, Nhs(), new(64, 16, "nhs", "national health", "health service"))
        {
            Check = value => CheckDigits.Nhs(Plain.Of(value)) ? Check.Right : Check.Wrong,
            Checked = Confidence.Possible,
        },
        new PatternRecognizer(PersonalDataKind.UkNino, Nino(), new(64, 16, "nino", "national insurance", "insurance number")) { Plain = Confidence.Likely },
    ];

    [GeneratedRegex(@"(?<![\w.-])[0-9]{3}([ -]?)[0-9]{3}\1[0-9]{4}(?![\w-])", RegexOptions.CultureInvariant)]
    private static partial Regex Nhs();

    // HMRC: no D, F, I, Q, U, V in front, no O second, and prefixes that are not given out.
    [GeneratedRegex(
        @"(?<!\w)(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D](?!\w)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Nino();
}
