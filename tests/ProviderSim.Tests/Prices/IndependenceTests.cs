namespace Tollgate.ProviderSim.Tests.Prices;

public class IndependenceTests
{
    [Fact]
    public void The_simulator_references_nothing_of_the_system_it_checks() =>
        Assert.DoesNotContain(
            typeof(SimulatorOptions).Assembly.GetReferencedAssemblies(),
            assembly => assembly.Name!.StartsWith("Tollgate", StringComparison.Ordinal));
}
