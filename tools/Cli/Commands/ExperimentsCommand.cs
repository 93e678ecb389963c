using System.CommandLine;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Spectre.Console;
using Tollgate.Cli.Platform;
using Tollgate.Contracts.Billing.V1;

namespace Tollgate.Cli.Commands;

internal static class ExperimentsCommand
{
    internal static Command Create() =>
        new("experiments", "Price experiments: other prices for some of a plan's tenants.") { Begin(), List(), Show(), Assign(), End() };

    private static Argument<string> Id() => new("id") { Description = "Id of the experiment." };

    private static Command Begin()
    {
        var id = Id();
        var plan = new Option<string>("--plan") { Description = "The plan whose price is in question.", Required = true };
        var variants = new Option<string[]>("--variant")
        {
            Description = "name=FILE:SHARE: a plan document with other prices, and its share of new tenants in hundredths of a percent. May be repeated.",
            Required = true,
        };
        var share = new Option<int>("--max-share") { Description = "Tenants with other prices at most, in hundredths of a percent of the plan's.", DefaultValueFactory = _ => 1_000 };
        var margin = new Option<long?>("--min-margin") { Description = "Stop when a variant's margin is below, in hundredths of a percent of its price." };
        var tenants = new Option<int>("--min-tenants") { Description = "Judge a variant with so many tenants at least.", DefaultValueFactory = _ => 1 };
        var until = new Option<DateTimeOffset?>("--to") { Description = "Ends then (default: when somebody ends it)." };
        var command = new Command("create", "Begins an experiment; the same again is fine.") { id, plan, variants, share, margin, tenants, until };
        command.SetGuardedAction(async (result, console, cancellationToken) =>
        {
            using var platform = new PlatformClients(Attached.Addresses());
            var request = new CreateExperimentRequest
            {
                ExperimentId = result.GetValue(id)!,
                PlanId = result.GetValue(plan)!,
                MaxShareBasisPoints = result.GetValue(share),
                MinTenants = result.GetValue(tenants),
                EndTime = result.GetValue(until)?.ToTimestamp(),
            };
            if (result.GetValue(margin) is { } least)
                request.MinMarginBasisPoints = least;
            foreach (var variant in result.GetValue(variants)!)
                request.Variants.Add(await ReadAsync(variant, cancellationToken));
            var created = await platform.Experiments.CreateExperimentAsync(request, cancellationToken: cancellationToken);
            console.WriteLine(Describe(created.Experiment));
            return 0;
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "Lists the experiments, newest first.");
        command.SetGuardedAction(async (_, console, cancellationToken) =>
        {
            using var platform = new PlatformClients(Attached.Addresses());
            var list = await platform.Experiments.ListExperimentsAsync(new ListExperimentsRequest(), cancellationToken: cancellationToken);
            foreach (var experiment in list.Experiments)
                console.WriteLine(Describe(experiment));
            return 0;
        });
        return command;
    }

    private static Command Show()
    {
        var id = Id();
        var command = new Command("show", "Shows an experiment and who is in it.") { id };
        command.SetGuardedAction(async (result, console, cancellationToken) =>
        {
            using var platform = new PlatformClients(Attached.Addresses());
            var shown = await platform.Experiments.GetExperimentAsync(new GetExperimentRequest { ExperimentId = result.GetValue(id)! }, cancellationToken: cancellationToken);
            console.WriteLine(Describe(shown.Experiment));
            foreach (var variant in shown.Experiment.Variants)
            {
                var margin = variant.HasMarginBasisPoints ? (variant.MarginBasisPoints / 10_000m).ToString("P1", CultureInfo.InvariantCulture) : "not judged";
                console.WriteLine($"  {variant.VariantId}  version {variant.PlanVersion}  share {Share(variant.ShareBasisPoints)}  margin {margin}");
            }

            var table = new Table().Border(TableBorder.Rounded).AddColumns("Tenant", "Variant", "By", "Guardrail", "Contract", "Since", "Contract back");
            foreach (var one in shown.Assignments)
            {
                table.AddRow(
                    one.TenantId, one.VariantId, one.AssignedBy, one.Reason, one.ContractVersion, Day(one.AssignTime), one.ReturnTime is { } back ? Day(back) : "");
            }

            console.Write(table);
            return 0;
        });
        return command;
    }

    private static Command Assign()
    {
        var id = Id();
        var tenant = new Option<string>("--tenant") { Description = "Tenant id.", Required = true };
        var variant = new Option<string>("--variant") { Description = "A variant, or control.", Required = true };
        var command = new Command("assign", "Gives a tenant of the plan a variant, from its next period on.") { id, tenant, variant };
        command.SetGuardedAction(async (result, console, cancellationToken) =>
        {
            using var platform = new PlatformClients(Attached.Addresses());
            var assigned = await platform.Experiments.AssignTenantAsync(
                new AssignTenantRequest { ExperimentId = result.GetValue(id)!, TenantId = result.GetValue(tenant)!, VariantId = result.GetValue(variant)! },
                cancellationToken: cancellationToken);
            console.WriteLine($"{assigned.Assignment.TenantId} has {assigned.Assignment.VariantId}.");
            return 0;
        });
        return command;
    }

    private static Command End()
    {
        var id = Id();
        var keep = new Option<bool>("--keep") { Description = "Tenants keep the prices they have." };
        var command = new Command("end", "Ends an experiment: contracts come back with the next periods.") { id, keep };
        command.SetGuardedAction(async (result, console, cancellationToken) =>
        {
            using var platform = new PlatformClients(Attached.Addresses());
            var ended = await platform.Experiments.EndExperimentAsync(
                new EndExperimentRequest { ExperimentId = result.GetValue(id)!, KeepPrices = result.GetValue(keep) }, cancellationToken: cancellationToken);
            console.WriteLine(Describe(ended.Experiment));
            return 0;
        });
        return command;
    }

    private static async Task<NewVariant> ReadAsync(string text, CancellationToken cancellationToken)
    {
        var (name, share) = (text.IndexOf('=', StringComparison.Ordinal), text.LastIndexOf(':'));
        if (name < 1 || share < name || !int.TryParse(text[(share + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var basisPoints))
            throw new CliException($"'{text}' is not name=FILE:SHARE.");
        return new NewVariant
        {
            VariantId = text[..name],
            Document = await File.ReadAllTextAsync(text[(name + 1)..share], cancellationToken),
            ShareBasisPoints = basisPoints,
        };
    }

    private static string Describe(PriceExperiment experiment) => string.Create(
        CultureInfo.InvariantCulture,
        $"{experiment.ExperimentId}  {experiment.PlanId}  {experiment.State}{(experiment.StateReason.Length > 0 ? $" ({experiment.StateReason})" : "")}  since {Day(experiment.StartTime)}  at most {Share(experiment.MaxShareBasisPoints)}");

    private static string Share(int basisPoints) => (basisPoints / 10_000m).ToString("P2", CultureInfo.InvariantCulture);

    private static string Day(Timestamp time) => time.ToDateTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
