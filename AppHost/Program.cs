// The platform, as it runs. Read it as the architecture diagram: docs/architecture.md is its prose.
// It is compiled twice: by AppHost.csproj against Aspire (containers), and by Local/Local.csproj against plain processes.

var builder = DistributedApplication.CreateBuilder(args);

// Secrets. Aspire asks for them (or reads user secrets); the local engine makes them up once and keeps them.
var signingKey = builder.AddParameter("service-signing-key", secret: true);
var adminKey = builder.AddParameter("admin-key", secret: true);
var pepper = builder.AddParameter("api-key-pepper", secret: true);
var providerKey = builder.AddParameter("provider-api-key", secret: true);
var simAdminKey = builder.AddParameter("sim-admin-key", secret: true);

// One database server with a database per service, and the bus.
var postgres = builder.AddPostgres("postgres");
var messaging = builder.AddRabbitMQ("messaging").WithManagementPlugin();
if (builder.Configuration["Data:Volumes"] != "false")
{
    postgres.WithDataVolume();
    messaging.WithDataVolume();
}

// The model provider: simulated, with books of its own, unless the configuration names a real one.
var provider = builder.AddProject<Projects.ProviderSim>("providersim")
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health")
    .WithEnvironment("ASPNETCORE_ENVIRONMENT", builder.Environment.EnvironmentName)
    .WithEnvironment("ProviderSim__ApiKeys__0", providerKey)
    .WithEnvironment("ProviderSim__AdminKey", simAdminKey)
    .WithEnvironment("ProviderSim__DataFolder", FilesOf("providersim"));

// Tokens and money.
var metering = WithDatabase(Service<Projects.Metering>("metering"), "meteringdb")
    .WithEnvironment("Admin__Key", adminKey);

// The price calculator is a public page of Billing.
var billing = WithDatabase(Service<Projects.Billing>("billing"), "billingdb")
    .WithReference(metering).WaitFor(metering)
    .WithEnvironment("Admin__Key", adminKey)
    .WithExternalHttpEndpoints();

// Before usage leaves its database, Billing is asked whether it has rated it.
metering.WithReference(billing);
foreach (var tier in new[] { "WarmFolder", "ColdFolder" })
{
    if (builder.Configuration[$"Tiers:{tier}"] is { Length: > 0 } folder)
        metering.WithEnvironment($"Tiers__{tier}", Path.GetFullPath(folder));
}

// Providers: the only service that holds their keys, and so the only one that can spend.
var inference = WithDatabase(Service<Projects.Inference>("inference"), "inferencedb")
    .WithReference(metering).WaitFor(metering)
    .WithReference(billing).WaitFor(billing)
    .WithReference(provider).WaitFor(provider)
    .WithEnvironment("Admin__Key", adminKey)
    .WithEnvironment("Providers__sim__ApiKey", providerKey)
    .WithEnvironment("Providers__sim__AdminKey", simAdminKey);

// Judgement: which model, and whether its answer will do.
var routing = WithDatabase(Service<Projects.Routing>("routing"), "routingdb")
    .WithReference(inference).WaitFor(inference)
    .WithReference(metering).WaitFor(metering)
    .WithEnvironment("Admin__Key", adminKey);

// Knowledge. Embeddings are attempts like any other, so they go through Inference.
var retrieval = WithDatabase(Service<Projects.Retrieval>("retrieval"), "retrievaldb")
    .WithReference(inference).WaitFor(inference)
    .WithEnvironment("Admin__Key", adminKey);

// Its own embedded index serves without a vector database.
if (builder.Configuration["Qdrant:Enabled"] == "true")
{
    var qdrant = builder.AddQdrant("qdrant").WithDataVolume();
    retrieval.WithReference(qdrant).WaitFor(qdrant);
}

// The edge: what product backends call.
var intake = WithDatabase(Service<Projects.Intake>("intake"), "intakedb")
    .WithReference(retrieval).WaitFor(retrieval)
    .WithReference(routing).WaitFor(routing)
    .WithReference(metering).WaitFor(metering)
    .WithReference(billing).WaitFor(billing)
    .WithEnvironment("Admin__Key", adminKey)
    .WithEnvironment("ApiKeys__Pepper", pepper)
    .WithExternalHttpEndpoints();

// The FinOps workbook, over the services' own APIs.
var console = Service<Projects.Console>("console")
    .WithReference(metering).WaitFor(metering)
    .WithReference(billing).WaitFor(billing)
    .WithReference(routing).WaitFor(routing)
    .WithReference(intake).WaitFor(intake)
    .WithReference(inference).WaitFor(inference)
    .WithReference(retrieval).WaitFor(retrieval)
    .WithEnvironment("Admin__Key", adminKey)
    .WithExternalHttpEndpoints();

// Whoever started this host may ask where everything is: ./tollgate does, to talk to what it started.
if (builder.Configuration["Addresses:File"] is { Length: > 0 } addressFile)
{
    builder.AddProject<Projects.Cli>("addresses")
        .WithArgs("addresses", "--file", addressFile)
        .WithReference(intake).WaitFor(intake)
        .WithReference(retrieval)
        .WithReference(routing)
        .WithReference(inference)
        .WithReference(metering)
        .WithReference(billing)
        .WithReference(provider)
        .WithReference(console).WaitFor(console)
        .WithEnvironment("TOLLGATE_ADMIN_KEY", adminKey)
        .WithEnvironment("TOLLGATE_SIM_ADMIN_KEY", simAdminKey);
}

builder.Build().Run();

// What every service has: an identity to call others with, a health endpoint, and as many replicas as the configuration says.
IResourceBuilder<ProjectResource> Service<TProject>(string name)
    where TProject : IProjectMetadata, new() => builder.AddProject<TProject>(name)
    .WithHttpHealthCheck("/health")
    .WithReplicas(int.TryParse(builder.Configuration[$"Replicas:{name}"], out var replicas) ? replicas : 1)
    .WithEnvironment("ASPNETCORE_ENVIRONMENT", builder.Environment.EnvironmentName)
    .WithEnvironment("ServiceIdentity__SigningKey", signingKey);

// A service owns its data: a database that nobody else reads. What it says to others goes over the bus.
IResourceBuilder<ProjectResource> WithDatabase(IResourceBuilder<ProjectResource> service, string name)
{
    var database = postgres.AddDatabase(name);
    return service
        .WithReference(database).WaitFor(database)
        .WithReference(messaging).WaitFor(messaging);
}

// Files of a process that outlive it, beside those of the servers.
string FilesOf(string name) => Path.GetFullPath(Path.Combine(
    builder.Configuration["Data:Folder"] ?? builder.Configuration["TOLLGATE_DATA"] ?? Path.Combine(builder.AppHostDirectory, "..", ".tollgate"),
    "resources",
    name));
