using Tollgate.Contracts.Intake.V1;

namespace Tollgate.Intake.Completions;

/// <summary>Takes to the caller why its answer stops in the middle, with the receipt of what was used.</summary>
internal delegate ValueTask StopSink(Stopped stopped, CancellationToken cancellationToken);
