using System.CommandLine;
using Tollgate.Cli.Commands;

var root = new RootCommand("Tollgate: pay for the intelligence you use. Runs the platform on this machine and operates it.")
{
    DemoCommand.Create(),
    UpCommand.Create(),
    DownCommand.Create(),
    AuditCommand.Create(),
    ChaosCommand.Create(),
    FuzzCommand.Create(),
    KeysCommand.Create(),
    FeedKeysCommand.Create(),
    InvoicesCommand.Create(),
    PricesCommand.Create(),
    ExportCommand.Create(),
    CostsCommand.Create(),
    UsageCommand.Create(),
    MarginCommand.Create(),
    ForecastCommand.Create(),
    SlaCommand.Create(),
    ExperimentsCommand.Create(),
    AnomaliesCommand.Create(),
    CapacityCommand.Create(),
    DoctorCommand.Create(),
    AddressesCommand.Create(),
};

return await root.Parse(args).InvokeAsync();
