using System.CommandLine;

namespace Tollgate.Cli.Commands;

/// <summary>Options of the commands that start a host.</summary>
internal sealed class HostOptions
{
    private readonly Option<bool> aspire = new("--aspire") { Description = "Run on the stock Aspire host (containers)." };
    private readonly Option<bool> local = new("--local") { Description = "Run on plain processes." };
    private readonly Option<string[]> set = new("--set")
    {
        Description = "Configuration of the app model, key=value, for example Replicas:intake=2. Can be given more than once.",
        AllowMultipleArgumentsPerToken = true,
    };

    internal void AddTo(Command command)
    {
        command.Options.Add(aspire);
        command.Options.Add(local);
        command.Options.Add(set);
    }

    internal bool Aspire(ParseResult result) => result.GetValue(aspire);

    internal bool Local(ParseResult result) => result.GetValue(local);

    internal Dictionary<string, string> Settings(ParseResult result) => (result.GetValue(set) ?? [])
        .Select(pair => pair.Split('=', 2))
        .ToDictionary(parts => parts[0], parts => parts.Length == 2 ? parts[1] : throw new CliException($"--set {parts[0]}: expected key=value."));
}
