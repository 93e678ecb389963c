using System.Diagnostics;
using System.Diagnostics.Metrics;
using Tollgate.Routing.Policies;

namespace Tollgate.Routing.Runs;

/// <summary>What routing says of itself to a telemetry backend.</summary>
internal static class RunsTelemetry
{
    private static readonly Meter Meter = new("Tollgate.Routing");

    private static readonly Counter<long> Decisions =
        Meter.CreateCounter<long>("tollgate.routing.decisions", "{decision}", "Choices of a model, by reason.");

    private static readonly Counter<long> Violations =
        Meter.CreateCounter<long>("tollgate.routing.schema_violations", "{answer}", "Answers that do not follow the schema that was asked for.");

    public static void Violated(AssessedModel by) =>
        Violations.Add(1, new("gen_ai.request.model", by.Model.Model), new("gen_ai.provider.name", by.Model.Provider));

    public static void Decided(AssessedModel choice, string reason)
    {
        Decisions.Add(
            1,
            new("gen_ai.request.model", choice.Model.Model),
            new("gen_ai.provider.name", choice.Model.Provider),
            new("tollgate.route.reason", reason));

        // On the span of the call that is being served: a decision takes microseconds and deserves no span of its own.
        Activity.Current?.AddEvent(new ActivityEvent("decision", tags: new ActivityTagsCollection
        {
            ["gen_ai.request.model"] = choice.Model.Model,
            ["gen_ai.provider.name"] = choice.Model.Provider,
            ["tollgate.route.reason"] = reason,
        }));
    }
}
