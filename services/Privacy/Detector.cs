using Tollgate.Privacy.Recognizers;

namespace Tollgate.Privacy;

/// <summary>
/// Finds personal data in text. Every recognizer looks at a bounded stretch from each place on, so the time is linear in the text,
/// whatever the text is.
/// </summary>
public static class Detector
{
    private static readonly Recognizer[] Recognizers =
    [
        new SecretRecognizer(), new UrlCredentialsRecognizer(), new EmailRecognizer(), new IbanRecognizer(), new CardRecognizer(),
        new CryptoRecognizer(), new IpRecognizer(), new MacRecognizer(), new PhoneRecognizer(), new BirthDateRecognizer(),
        new PersonRecognizer(), .. UsRecognizers.All, .. UkRecognizers.All, .. GermanRecognizers.All,
    ];

    /// <summary>What is found, in order, without overlaps.</summary>
    public static IReadOnlyList<Finding> Find(string text, DetectionOptions? options = null)
    {
        options ??= DetectionOptions.Default;
        var found = new List<Finding>();
        foreach (var recognizer in Recognizers)
        {
            if (options.Kinds.Contains(recognizer.Kind) && recognizer.MayFindIn(text))
                recognizer.Find(text, options.MinConfidence, found);
        }

        found.RemoveAll(finding => finding.Confidence < options.MinConfidence);
        return Overlaps.Merge(found);
    }
}
