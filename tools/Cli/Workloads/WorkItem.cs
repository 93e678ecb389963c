using Tollgate.Contracts.Intake.V1;

namespace Tollgate.Cli.Workloads;

/// <summary>A request to be made at a time.</summary>
/// <param name="Due">When, counted from the start of the run.</param>
/// <param name="ApiKey">The key of the backend that asks.</param>
/// <param name="Request">The request; the runner adds the idempotency key.</param>
/// <param name="Stream">Ask for pieces instead of one message.</param>
public sealed record WorkItem(TimeSpan Due, string ApiKey, CompleteRequest Request, bool Stream = false);
