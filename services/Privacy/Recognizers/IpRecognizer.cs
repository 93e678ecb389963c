using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Tollgate.Privacy.Recognizers;

/// <summary>IPv4 and IPv6 addresses, with the length of their network where one follows.</summary>
internal sealed class IpRecognizer() : Recognizer(PersonalDataKind.IpAddress)
{
    private const int MaxAddress = 45;

    private static readonly SearchValues<char> Characters = SearchValues.Create("0123456789abcdefABCDEF:.");
    private static readonly ContextWords Context = new(32, 16, "ip", "ipv4", "ipv6", "client_ip", "host", "server", "subnet", "address", "adresse", "connect");
    private static readonly ContextWords Versions = new(16, 0, "version", "ver", "v", "release", "section", "chapter", "kapitel", "abschnitt");

    public override bool MayFindIn(string text) => text.AsSpan().ContainsAny(':', '.');

    public override void Find(string text, Confidence atLeast, List<Finding> found)
    {
        for (var start = 0; start < text.Length;)
        {
            var next = text.AsSpan(start).IndexOfAny(Characters);
            if (next < 0)
                return;
            start += next;
            var end = start;
            while (end < text.Length && Characters.Contains(text[end]))
                end++;
            if (end - start is >= 2 and <= MaxAddress + 8)
                FindIn(text, start, end, found);
            start = end + 1;
        }
    }

    private void FindIn(string text, int start, int end, List<Finding> found)
    {
        var closed = end == text.Length || !IsWord(text[end]);
        while (end > start && (text[end - 1] == '.' || (text[end - 1] == ':' && (end - 2 < start || text[end - 2] != ':'))))
            end--;
        var open = start == 0 || !IsWord(text[start - 1]);
        var run = text.AsSpan(start, end - start);
        if (open && closed && run.Count(':') >= 2 && IPAddress.TryParse(run, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            var short6 = run.Count(':') < 3 && !run.Contains('.') && run.Length < 6;
            Take(text, start, end, 128, short6 ? Confidence.Possible : Confidence.Likely, found);
            return;
        }

        for (var from = start; from < end;)
        {
            var colon = text.IndexOf(':', from, end - from);
            var to = colon < 0 ? end : colon;
            if ((from > start || open) && (to < end || closed) && IsFour(text.AsSpan(from, to - from)))
                Take(text, from, to, 32, ConfidenceOfFour(text, from, to), found);
            from = to + 1;
        }
    }

    private void Take(string text, int start, int end, int maxPrefix, Confidence confidence, List<Finding> found)
    {
        var digits = end + 1;
        while (digits < text.Length && digits - end <= 4 && char.IsAsciiDigit(text[digits]))
            digits++;
        if (end < text.Length && text[end] == '/' && digits - end is > 1 and <= 4
            && int.Parse(text.AsSpan(end + 1, digits - end - 1), CultureInfo.InvariantCulture) <= maxPrefix)
        {
            end = digits;
        }

        if (confidence == Confidence.Possible && Context.IsBeside(text, start, end - start))
            confidence = Confidence.Likely;
        Add(found, start, end - start, confidence);
    }

    // Numbers of versions and sections look the same.
    private static Confidence ConfidenceOfFour(string text, int start, int end) =>
        end - start == 7 || Versions.IsBeside(text, start, end - start) ? Confidence.Possible : Confidence.Likely;

    private static bool IsFour(ReadOnlySpan<char> text)
    {
        if (text.Count('.') != 3)
            return false;
        foreach (var part in text.Split('.'))
        {
            var octet = text[part];
            if (octet.Length is 0 or > 3 || octet.ContainsAnyExceptInRange('0', '9') || int.Parse(octet, CultureInfo.InvariantCulture) > 255)
                return false;
        }

        return true;
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';
}
