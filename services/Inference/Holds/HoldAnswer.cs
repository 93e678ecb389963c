using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Inference.Holds;

/// <summary>What Metering said to a hold.</summary>
internal abstract record HoldAnswer
{
    /// <summary>The amount is set aside.</summary>
    /// <param name="Tightest">Room in the tightest budget; null when none applies.</param>
    internal sealed record Granted(BudgetRoom? Tightest) : HoldAnswer;

    /// <summary>A hard budget has no room.</summary>
    internal sealed record NoRoom(Refused Details) : HoldAnswer;

    /// <summary>Metering did not answer in time, or could not decide.</summary>
    internal sealed record Unavailable(string Why) : HoldAnswer;
}
