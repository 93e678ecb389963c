using Tollgate.Contracts.Common.V1;
using Tollgate.ServiceDefaults.Audit;

namespace Tollgate.ServiceDefaults.Tests;

public sealed class BookDigestTests
{
    private static readonly Guid First = Guid.CreateVersion7();
    private static readonly Guid Second = Guid.CreateVersion7();

    [Fact]
    public void Order_does_not_matter()
    {
        Assert.Equal(Digest((First, 10, 5), (Second, 20, 6)), Digest((Second, 20, 6), (First, 10, 5)));
    }

    [Fact]
    public void A_token_or_a_nano_more_does()
    {
        var digest = Digest((First, 10, 5));

        Assert.NotEqual(digest, Digest((First, 11, 5)));
        Assert.NotEqual(digest, Digest((First, 10, 6)));
        Assert.NotEqual(digest, Digest((First, 10, 5), (First, 10, 5)));
    }

    private static string Digest(params (Guid Attempt, long Input, long Nanos)[] rows)
    {
        var digest = new BookDigest();
        foreach (var (attempt, input, nanos) in rows)
            digest.Add(attempt, new TokenCounts { Input = input }, nanos);
        return digest.ToString();
    }
}
