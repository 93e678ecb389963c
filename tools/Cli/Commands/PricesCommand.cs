using System.CommandLine;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Spectre.Console;
using Tollgate.Cli.Platform;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Tokens;

namespace Tollgate.Cli.Commands;

internal static class PricesCommand
{
    private const int Shown = 50;

    internal static Command Create() => new("prices", "What providers charge: the price book of the running platform.")
    {
        Check(), Import(), List(), Approve(), Reject(), RerateCommand.Create(),
    };

    private static Argument<FileInfo> File() => new("file") { Description = "The document." };

    private static Option<string> Source()
    {
        var source = new Option<string>("--source") { Description = "Whose format it is in.", DefaultValueFactory = _ => PriceSources.Tollgate };
        source.AcceptOnlyFromAmong([.. PriceSources.All]);
        return source;
    }

    private static Command Check()
    {
        var (file, source) = (File(), Source());
        var command = new Command("check", "Judges a document against the shipped book. Needs nothing running; exit code 1 when something looks wrong.") { file, source };
        command.SetGuardedAction((result, console, _) =>
        {
            var statements = PriceSources.Read(result.GetValue(source)!, ReadText(result.GetValue(file)!), "check");
            foreach (var error in statements.Errors)
                console.WriteLine($"error    {error}");
            var reviewed = PriceReview.Review(statements, PriceBook.Default, [], TimeProvider.System.GetUtcNow());
            foreach (var price in reviewed.Where(price => price.Verdict is PriceVerdict.Flagged or PriceVerdict.Refused))
            {
                var why = price.Findings.Select(finding => $"{finding.Suspicion} {finding.Kind.Name()}").Concat(price.Errors.Select(error => error.Message));
                console.WriteLine(Text($"{(price.Verdict is PriceVerdict.Refused ? "refused" : "flagged")}  {price.Entry.Version}  {string.Join(", ", why)}"));
            }

            int Count(PriceVerdict verdict) => reviewed.Count(price => price.Verdict == verdict);
            console.WriteLine(Text(
                $"{Count(PriceVerdict.Unchanged)} unchanged, {Count(PriceVerdict.Accepted)} sound, {Count(PriceVerdict.Flagged)} flagged, {Count(PriceVerdict.Refused)} refused"));
            return Task.FromResult(statements.Errors.Count + Count(PriceVerdict.Flagged) + Count(PriceVerdict.Refused) == 0 ? 0 : 1);
        });
        return command;
    }

    private static Command Import()
    {
        var (file, source) = (File(), Source());
        var from = new Option<DateTimeOffset?>("--from") { Description = "When changed prices of a source without dates begin to hold (default: now)." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Says what would become of it, and keeps nothing." };
        var command = new Command("import", "Imports a document: what is sound is in force at once, what looks wrong waits for 'approve'.") { file, source, from, dryRun };
        command.SetGuardedAction(async (result, console, cancellationToken) =>
        {
            using var platform = new PlatformClients(Attached.Addresses());
            var imported = await platform.Prices.ImportPricesAsync(
                new ImportPricesRequest
                {
                    Source = result.GetValue(source)!,
                    Document = ReadText(result.GetValue(file)!),
                    EffectiveTime = result.GetValue(from)?.ToTimestamp(),
                    ValidateOnly = result.GetValue(dryRun),
                },
                cancellationToken: cancellationToken);
            foreach (var price in imported.Prices.Where(price => price.State is not PriceState.Approved).Take(Shown))
                console.WriteLine(Describe(price));
            console.WriteLine(Text(
                $"book {imported.Book}: {imported.Unchanged} unchanged, {imported.Approved} approved, {imported.Flagged} flagged, {imported.Refused} refused"));
            return 0;
        });
        return command;
    }

    private static Command List()
    {
        var state = new Option<PriceState>("--state") { Description = "flagged, approved, rejected or refused (default: all)." };
        var provider = new Option<string>("--provider") { Description = "Only this provider's." };
        var model = new Option<string>("--model") { Description = "Only this model's." };
        var command = new Command("list", "Lists imported prices, newest first.") { state, provider, model };
        command.SetGuardedAction(async (result, console, cancellationToken) =>
        {
            using var platform = new PlatformClients(Attached.Addresses());
            var request = new ListPricesRequest
            {
                State = result.GetValue(state), Provider = result.GetValue(provider) ?? "", Model = result.GetValue(model) ?? "", PageSize = 1000,
            };
            do
            {
                var page = await platform.Prices.ListPricesAsync(request, cancellationToken: cancellationToken);
                foreach (var price in page.Prices)
                    console.WriteLine(Describe(price));
                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0);
            return 0;
        });
        return command;
    }

    private static Command Approve()
    {
        var (versions, note) = (Versions(), Note());
        var command = new Command("approve", "Puts flagged prices in force, all or none.") { versions, note };
        command.SetGuardedAction(async (result, console, cancellationToken) =>
        {
            using var platform = new PlatformClients(Attached.Addresses());
            var approved = await platform.Prices.ApprovePricesAsync(
                new ApprovePricesRequest { Versions = { result.GetValue(versions)! }, Note = result.GetValue(note) ?? "" }, cancellationToken: cancellationToken);
            console.WriteLine(Text($"Book {approved.Book} is in force."));
            return 0;
        });
        return command;
    }

    private static Command Reject()
    {
        var (versions, note) = (Versions(), Note());
        var command = new Command("reject", "Sets flagged prices aside for good.") { versions, note };
        command.SetGuardedAction(async (result, console, cancellationToken) =>
        {
            using var platform = new PlatformClients(Attached.Addresses());
            await platform.Prices.RejectPricesAsync(
                new RejectPricesRequest { Versions = { result.GetValue(versions)! }, Note = result.GetValue(note) ?? "" }, cancellationToken: cancellationToken);
            console.WriteLine("Rejected.");
            return 0;
        });
        return command;
    }

    private static Argument<string[]> Versions() => new("versions") { Description = "Version ids, as 'list' shows them.", Arity = ArgumentArity.OneOrMore };

    private static Option<string> Note() => new("--note") { Description = "Why, for the record." };

    private static string ReadText(FileInfo file) =>
        file.Exists ? System.IO.File.ReadAllText(file.FullName) : throw new CliException($"{file.FullName} does not exist.");

    private static string Describe(ListedPrice price)
    {
        var figures = string.Join(' ', price.Price.PerMillion.OrderBy(figure => figure.Key, StringComparer.Ordinal).Select(figure => $"{figure.Key}={figure.Value}"));
        return $"{price.State.ToString().ToLowerInvariant(),-8}  {price.Price.Version}  {figures}  {string.Join(", ", price.Findings)}";
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
