using Tollgate.Retrieval.Analysis;

namespace Tollgate.Retrieval.Tests.Analysis;

public sealed class TermReaderTests
{
    [Theory]
    [InlineData("The Claims were FILED, twice!", "claim were file twice")]
    [InlineData("member's member’s don't", "member member dont")]
    [InlineData("costs $1,500.75, or 0.5%.", "cost 1,500.75 0.5")]
    [InlineData("IL-6 and covid-19", "il 6 covid 19")]
    [InlineData("Prämie PRÄMIE Pra\u0308mie", "pramie pramie pramie")]
    [InlineData("Straße, Œuvre, ﬁle", "strasse oeuvre file")]
    [InlineData("soft\u00ADhyphen", "softhyphen")]
    [InlineData("保険 です", "保 険 で す")]
    [InlineData("  ... !!! ", "")]
    [InlineData("3rd 2nd", "3rd 2nd")]
    public void Text_becomes_terms(string text, string terms) => Assert.Equal(terms, string.Join(' ', Read(text)));

    [Fact]
    public void Every_folded_letter_has_a_lower_case_base_letter()
    {
        for (var letter = '\u00DF'; letter <= '\u017F'; letter++)
        {
            var folded = LatinFolding.Fold(letter);
            Assert.True(folded == letter || folded is >= 'a' and <= 'z', $"{letter} became {folded}");
        }
        Assert.Equal("aeoeueczsgidl", string.Concat("áéóéúéçžşğıđł".Select(LatinFolding.Fold)));
    }

    [Fact]
    public void An_endless_word_is_cut_and_not_lost()
    {
        var term = Assert.Single(Read(new string('x', 10_000)));

        Assert.Equal(TermReader.MaxTermLength, term.Length);
    }

    [Fact]
    public void Repetitions_are_counted()
    {
        var counts = TermCounts.Of("deductible deductibles", "the deductible");

        Assert.Equal((3, 3), (counts.Terms["deduct"], counts.Length));
    }

    private static List<string> Read(string text)
    {
        var terms = new List<string>();
        var reader = new TermReader(text, stackalloc char[TermReader.MaxTermLength]);
        while (reader.MoveNext())
            terms.Add(reader.Current.ToString());
        return terms;
    }
}
