using System.Text.Json.Serialization;
using Tollgate.ProviderSim.Faults;
using Tollgate.ProviderSim.Pace;

namespace Tollgate.ProviderSim.Control;

/// <summary>Why a control request was refused.</summary>
internal sealed record ControlProblem(string Error);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ControlProblem))]
[JsonSerializable(typeof(CallLookup))]
[JsonSerializable(typeof(LedgerPage))]
[JsonSerializable(typeof(LedgerSummary))]
[JsonSerializable(typeof(FaultRequest))]
[JsonSerializable(typeof(FaultView))]
[JsonSerializable(typeof(FaultList))]
[JsonSerializable(typeof(PaceChange))]
[JsonSerializable(typeof(PaceOptions))]
[JsonSerializable(typeof(AnswersView))]
internal sealed partial class ControlJson : JsonSerializerContext;
