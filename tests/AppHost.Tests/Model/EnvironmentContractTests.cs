namespace Tollgate.AppHost.Tests.Model;

/// <summary>A service must not be able to tell which host started it: this is the environment Aspire would give it.</summary>
public sealed class EnvironmentContractTests
{
    private const string Folder = "/data/model";

    [Fact]
    public async Task Each_project_gets_exactly_the_environment_of_the_golden_file()
    {
        var model = await PlatformModel.BuildAsync(Folder);
        var expected = GoldenSections();

        Assert.Equal(expected.Keys.Order(), model.Projects.Select(project => project.Name).Order());
        foreach (var (name, lines) in expected)
        {
            var environment = await model.EnvironmentAsync(name);
            var actual = environment.Select(variable => $"{variable.Key}={variable.Value}").Order(StringComparer.Ordinal);
            Assert.Equal([$"[{name}]", .. lines.Order(StringComparer.Ordinal)], [$"[{name}]", .. actual]);
        }
    }

    [Fact]
    public async Task A_reference_lists_every_replica_and_each_replica_listens_on_its_own_ports()
    {
        var model = await PlatformModel.BuildAsync(Folder, "--Replicas:Inference=2");

        var routing = await model.EnvironmentAsync("routing");
        Assert.Equal("http://localhost:8031", routing["services__inference__grpc__0"]);
        Assert.Equal("http://localhost:8131", routing["services__inference__grpc__1"]);
        Assert.Equal("http://localhost:8031", routing["INFERENCE_GRPC"]);

        var second = await model.EnvironmentAsync("inference", replica: 1);
        Assert.Equal("http://localhost:8131", second["Kestrel__Endpoints__grpc__Url"]);
        Assert.Equal("service.instance.id=inference-1", second["OTEL_RESOURCE_ATTRIBUTES"]);
    }

    [Fact]
    public async Task Telemetry_is_exported_only_where_the_host_is_told_to()
    {
        var model = await PlatformModel.BuildAsync(
            Folder, "--OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4317", "--AppHost:OtlpApiKey=telemetry-key");

        var environment = await model.EnvironmentAsync("intake");
        Assert.Equal("http://localhost:4317", environment["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        Assert.Equal("grpc", environment["OTEL_EXPORTER_OTLP_PROTOCOL"]);
        Assert.Equal("x-otlp-api-key=telemetry-key", environment["OTEL_EXPORTER_OTLP_HEADERS"]);
    }

    [Fact]
    public async Task Outside_development_nothing_is_captured_or_sped_up()
    {
        var model = await PlatformModel.BuildAsync(Folder, "--environment=Production");

        var environment = await model.EnvironmentAsync("intake");
        Assert.Equal("Production", environment["ASPNETCORE_ENVIRONMENT"]);
        Assert.DoesNotContain("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", environment.Keys);
        Assert.DoesNotContain("OTEL_BSP_SCHEDULE_DELAY", environment.Keys);
        Assert.Equal("intake", environment["OTEL_SERVICE_NAME"]);
    }

    [Fact]
    public async Task Provider_keys_reach_inference_and_the_simulator_alone()
    {
        var model = await PlatformModel.BuildAsync(Folder);
        var holders = new List<string>();
        foreach (var project in model.Projects)
        {
            if ((await model.EnvironmentAsync(project.Name)).Values.Contains("provider-key-value"))
                holders.Add(project.Name);
        }

        Assert.Equal(["inference", "providersim"], holders.Order());
    }

    [Fact]
    public async Task No_service_is_given_the_database_of_another()
    {
        var model = await PlatformModel.BuildAsync(Folder);
        foreach (var project in model.Projects)
        {
            var databases = (await model.EnvironmentAsync(project.Name)).Keys
                .Where(name => name.StartsWith("ConnectionStrings__", StringComparison.Ordinal) && name.EndsWith("db", StringComparison.Ordinal));
            Assert.All(databases, name => Assert.Equal($"ConnectionStrings__{project.Name}db", name));
        }
    }

    private static Dictionary<string, List<string>> GoldenSections()
    {
        var sections = new Dictionary<string, List<string>>();
        var current = new List<string>();
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Model", "Environment.golden.txt")))
        {
            if (line.StartsWith('['))
                sections.Add(line.Trim('[', ']'), current = []);
            else if (line.Length > 0 && !line.StartsWith('#'))
                current.Add(line.Replace("{data}", Folder, StringComparison.Ordinal));
        }

        return sections;
    }
}
