using System.CommandLine;
using System.Reflection;
using BenchmarkDotNet.Running;
using Tollgate.Bench.Ledger;
using Tollgate.Bench.Metering;
using Tollgate.Bench.Streams;

// The micro benchmarks have a command line of their own; what loads the real services is a command here.
if (args is [] or [['-', ..], ..])
{
    BenchmarkSwitcher.FromAssembly(Assembly.GetExecutingAssembly()).Run(args);
    return 0;
}

var root = new RootCommand("Benchmarks of the real services on servers of their own; without a command, the micro benchmarks.")
{
    MeteringCommand.Create(),
    LedgerCommand.Create(),
    StreamsCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
