using Tollgate.Contracts.Retrieval.V1;
using Tollgate.Intake.Prompting;

namespace Tollgate.Intake.Tests.Prompting;

public sealed class CitationsTests
{
    [Theory]
    [InlineData("It is so [2].", new[] { 2 })]
    [InlineData("Both [1][3], and [1, 12].", new[] { 1, 3, 12 })]
    [InlineData("A list: [x], [1a], [], (2), [1000].", new int[0])]
    public void Marks_are_read_from_an_answer(string answer, int[] expected) =>
        Assert.Equal(expected, Citations.Numbers(answer).Order());

    [Fact]
    public void Every_passage_is_listed_and_the_cited_ones_marked()
    {
        Passage[] passages = [new() { DocumentId = "a" }, new() { DocumentId = "b" }];

        var citations = Citations.Of(passages, "From the second [2], not from a ninth [9].").ToArray();

        Assert.Equal([("a", 1, false), ("b", 2, true)], citations.Select(c => (c.DocumentId, c.Number, c.Cited)));
    }
}
