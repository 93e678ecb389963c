using Tollgate.Contracts.Metering.V1;
using Tollgate.Inference.Attempts;

namespace Tollgate.Inference.Holds;

/// <summary>Sets worst cases aside at Metering.</summary>
internal interface IHolds
{
    /// <summary>Asks for a hold. Answers, at the latest after the configured time; never throws for what Metering does or does not say.</summary>
    Task<HoldAnswer> HoldAsync(Hold hold);

    /// <summary>Raises a hold to a new total. Answers as <see cref="HoldAsync"/>; one that was given up may still be carried out.</summary>
    Task<HoldAnswer> ExtendAsync(Guid attemptId, WorstCase total);

    /// <summary>What is held for an attempt by now, as Metering has it.</summary>
    Task<HoldAnswer> AskAsync(Guid attemptId);

    /// <summary>
    /// Gives a hold back that will not be used. True when Metering has confirmed it; false when it has not yet, and the command goes on
    /// being repeated while this process lives.
    /// </summary>
    Task<bool> ReleaseAsync(Guid attemptId);
}
