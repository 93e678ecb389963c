using Tollgate.Contracts.Tests.Baselines;

namespace Tollgate.Contracts.Tests.Protos;

public sealed class ProtoBaselineTests
{
    private const string File = "protos.txt";

    [Fact]
    public void Nothing_that_was_promised_is_taken_back_and_additions_are_recorded()
    {
        var current = ProtoSurface.Of(ProtoSurface.OurFiles);

        Baseline.Check(File, current);
        // An empty surface would agree with everything: what is looked at must be all there is.
        Assert.True(ProtoSurface.OurFiles.Sum(file => file.Services.Count) >= 12);
        Assert.True(current.Count > 500);
    }
}
