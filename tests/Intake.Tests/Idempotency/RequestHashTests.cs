using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Idempotency;
using Tollgate.Intake.Tests.Host;

namespace Tollgate.Intake.Tests.Idempotency;

public sealed class RequestHashTests
{
    [Fact]
    public void The_order_of_a_map_and_the_key_itself_do_not_matter()
    {
        var (first, second) = (Asking.Question(), Asking.Question());
        first.Metadata.Add(new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" });
        second.Metadata.Add(new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" });
        second.IdempotencyKey = "k";

        Assert.Equal(Hash(first), Hash(second));
    }

    [Fact]
    public void Any_other_difference_matters()
    {
        Action<CompleteRequest>[] changes =
        [
            request => request.Messages[0].Content = "else",
            request => request.User = "u",
            request => request.NoCache = true,
            request => request.Metadata["a"] = "1",
            request => request.Variables["a"] = "1",
            request => request.MaxTokens = 3,
        ];
        var hashes = changes.Select(change =>
        {
            var request = Asking.Question();
            change(request);
            return Convert.ToHexString(Hash(request));
        });

        Assert.Equal(changes.Length + 1, hashes.Append(Convert.ToHexString(Hash(Asking.Question()))).Distinct().Count());
    }

    private static byte[] Hash(CompleteRequest request) => RequestHash.Of(Accepting.Accept(request));
}
