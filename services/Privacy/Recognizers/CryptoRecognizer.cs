using System.Text.RegularExpressions;
using Tollgate.Privacy.Checks;

namespace Tollgate.Privacy.Recognizers;

/// <summary>Addresses of Bitcoin, whose checksums must agree, and of Ethereum.</summary>
internal sealed partial class CryptoRecognizer() : Recognizer(PersonalDataKind.Crypto)
{
    public override void Find(string text, Confidence atLeast, List<Finding> found)
    {
        foreach (var match in Pattern().EnumerateMatches(text))
        {
            var address = text.Substring(match.Index, match.Length);
            if (address.StartsWith("0x", StringComparison.Ordinal))
                Add(found, match.Index, match.Length, Confidence.Likely);
            else if (address[0] is '1' or '3' ? CoinAddresses.IsBase58Check(address) : CoinAddresses.IsBech32(address))
                Add(found, match.Index, match.Length, Confidence.Certain);
        }
    }

    [GeneratedRegex(
        "(?<![A-Za-z0-9])(?:[13][1-9A-HJ-NP-Za-km-z]{25,34}|(?:bc1[02-9ac-hj-np-z]{8,87}|BC1[02-9AC-HJ-NP-Z]{8,87})|0x[0-9a-fA-F]{40})(?![A-Za-z0-9])",
        RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
