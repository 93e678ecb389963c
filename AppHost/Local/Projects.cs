// Aspire generates one class per referenced project, in this namespace. The local engine references none of them, so that building a
// test does not build every service; it finds them by these paths, relative to the app host.
namespace Projects;

public sealed class AppHost : IProjectMetadata
{
    public string ProjectPath => "AppHost.csproj";
}

public sealed class Billing : IProjectMetadata
{
    public string ProjectPath => "../services/Billing/Billing.csproj";
}

public sealed class Cli : IProjectMetadata
{
    public string ProjectPath => "../tools/Cli/Cli.csproj";
}

public sealed class Console : IProjectMetadata
{
    public string ProjectPath => "../services/Console/Console.csproj";
}

public sealed class Inference : IProjectMetadata
{
    public string ProjectPath => "../services/Inference/Inference.csproj";
}

public sealed class Intake : IProjectMetadata
{
    public string ProjectPath => "../services/Intake/Intake.csproj";
}

public sealed class Metering : IProjectMetadata
{
    public string ProjectPath => "../services/Metering/Metering.csproj";
}

public sealed class ProviderSim : IProjectMetadata
{
    public string ProjectPath => "../tools/ProviderSim/ProviderSim.csproj";
}

public sealed class Retrieval : IProjectMetadata
{
    public string ProjectPath => "../services/Retrieval/Retrieval.csproj";
}

public sealed class Routing : IProjectMetadata
{
    public string ProjectPath => "../services/Routing/Routing.csproj";
}
