namespace Tollgate.Privacy.Checks;

/// <summary>Check digits as their issuers define them. Every method takes digits or letters without separators.</summary>
internal static class CheckDigits
{
    /// <summary>ISO/IEC 7812: from the right, every second digit doubled.</summary>
    public static bool Luhn(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            sum += i % 2 == 0 ? digit : CrossSum(digit * 2);
        }

        return sum % 10 == 0;
    }

    /// <summary>ISO 13616: the first four characters at the end, letters as 10 to 35, the rest of the division by 97 is 1.</summary>
    public static bool Iban(ReadOnlySpan<char> iban)
    {
        var rest = 0;
        for (var i = 0; i < iban.Length; i++)
        {
            var value = IcaoValue(iban[(i + 4) % iban.Length]);
            rest = (value > 9 ? (rest * 100) + value : (rest * 10) + value) % 97;
        }

        return rest == 1;
    }

    /// <summary>ISO 7064 MOD 11,10; the check digit stands last.</summary>
    public static bool Mod1110(ReadOnlySpan<char> digits)
    {
        var product = 10;
        foreach (var digit in digits[..^1])
        {
            var sum = ((digit - '0') + product) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }

        return (11 - product) % 10 == digits[^1] - '0';
    }

    /// <summary>ICAO 9303: weights 7, 3, 1; the check digit stands last.</summary>
    public static bool Icao(ReadOnlySpan<char> document)
    {
        ReadOnlySpan<int> weights = [7, 3, 1];
        var sum = 0;
        for (var i = 0; i < document.Length - 1; i++)
            sum += IcaoValue(document[i]) * weights[i % 3];
        return char.IsAsciiDigit(document[^1]) && sum % 10 == document[^1] - '0';
    }

    /// <summary>German pension insurance (§ 2 VKVV): the letter as two digits, weights, sums of the products' digits.</summary>
    public static bool GermanPension(ReadOnlySpan<char> number)
    {
        ReadOnlySpan<int> weights = [2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1];
        Span<int> digits = stackalloc int[weights.Length];
        for (var i = 0; i < 8; i++)
            digits[i] = number[i] - '0';
        var letter = char.ToUpperInvariant(number[8]) - 'A' + 1;
        (digits[8], digits[9]) = (letter / 10, letter % 10);
        (digits[10], digits[11]) = (number[9] - '0', number[10] - '0');
        return Weighted(digits, weights) % 10 == number[11] - '0';
    }

    /// <summary>German health insurance (§ 290 SGB V): the letter as two digits, weights 1 and 2, sums of the products' digits.</summary>
    public static bool GermanHealth(ReadOnlySpan<char> number)
    {
        ReadOnlySpan<int> weights = [1, 2, 1, 2, 1, 2, 1, 2, 1, 2];
        Span<int> digits = stackalloc int[weights.Length];
        var letter = char.ToUpperInvariant(number[0]) - 'A' + 1;
        (digits[0], digits[1]) = (letter / 10, letter % 10);
        for (var i = 1; i < 9; i++)
            digits[i + 1] = number[i] - '0';
        return Weighted(digits, weights) % 10 == number[9] - '0';
    }

    /// <summary>German physicians (KBV): weights 4 and 9 over six digits, the seventh is what is missing to the next ten.</summary>
    public static bool GermanPhysician(ReadOnlySpan<char> number)
    {
        var sum = 0;
        for (var i = 0; i < 6; i++)
            sum += (number[i] - '0') * (i % 2 == 0 ? 4 : 9);
        return (10 - (sum % 10)) % 10 == number[6] - '0';
    }

    /// <summary>American Bankers Association: weights 3, 7, 1.</summary>
    public static bool Routing(ReadOnlySpan<char> digits)
    {
        ReadOnlySpan<int> weights = [3, 7, 1];
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
            sum += (digits[i] - '0') * weights[i % 3];
        return sum % 10 == 0;
    }

    /// <summary>UK health service: weights 10 to 2, modulo 11; a check digit of 10 is not given out.</summary>
    public static bool Nhs(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < 9; i++)
            sum += (digits[i] - '0') * (10 - i);
        return (11 - (sum % 11)) % 11 == digits[9] - '0';
    }

    private static int Weighted(ReadOnlySpan<int> digits, ReadOnlySpan<int> weights)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
            sum += CrossSum(digits[i] * weights[i]);
        return sum;
    }

    private static int CrossSum(int number) => (number / 10) + (number % 10);

    private static int IcaoValue(char c) => char.IsAsciiDigit(c) ? c - '0' : char.ToUpperInvariant(c) - 'A' + 10;
}
