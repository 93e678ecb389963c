using FsCheck.Xunit;
using Tollgate.Privacy.Policies;

namespace Tollgate.Privacy.Tests.Policies;

public sealed class RestoringStreamTests
{
    private const string Answer = "Dear [EMAIL_ADDRESS_1] [1], [see] [[EMAIL_ADDRESS_2]] and [EMAIL_ADDRESS_3] or [EMAIL_ADDRESS_1";

    [Property]
    public bool However_an_answer_is_cut_the_caller_gets_the_same(int[] cuts)
    {
        var pseudonyms = TwoAddresses();
        var stream = new RestoringStream(pseudonyms);
        var points = cuts.Select(cut => Math.Abs(cut % (Answer.Length + 1))).Append(0).Append(Answer.Length).Distinct().Order().ToArray();

        var streamed = string.Concat(points.Zip(points.Skip(1), (from, to) => stream.Push(Answer[from..to]))) + stream.Flush();

        return streamed == pseudonyms.Restore(Answer)
            && streamed == "Dear a@example.com [1], [see] [b@example.com] and [EMAIL_ADDRESS_3] or [EMAIL_ADDRESS_1";
    }

    [Fact]
    public void Only_what_may_begin_a_placeholder_waits()
    {
        var stream = new RestoringStream(TwoAddresses());

        Assert.Equal("as in ", stream.Push("as in ["));
        Assert.Equal("", stream.Push("EMAIL_"));
        Assert.Equal("[EMAIL_x", stream.Push("x"));
        Assert.Equal("", stream.Flush());
    }

    private static Pseudonyms TwoAddresses()
    {
        var pseudonyms = new Pseudonyms([]);
        pseudonyms.For(PersonalDataKind.EmailAddress, "a@example.com");
        pseudonyms.For(PersonalDataKind.EmailAddress, "b@example.com");
        return pseudonyms;
    }
}
