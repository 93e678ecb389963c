using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Inference.Holds;

/// <summary>What Metering said to a hold.</summary>
internal abstract record HoldAnswer
{
    /// <summary>The amount is set aside.</summary>
    /// <param name="Tightest">Room in the tightest budget; null when none applies.</param>
    internal sealed record Granted(BudgetRoom? Tightest) : HoldAnswer
    {
        /// <summary>Cost held for the attempt by now; null where nothing is.</summary>
        public Money? HeldCost { get; init; }

        /// <summary>Tokens held for it by now.</summary>
        public long HeldTokens { get; init; }
    }

    /// <summary>A hard budget has no room.</summary>
    internal sealed record NoRoom(Refused Details) : HoldAnswer;

    /// <summary>Metering did not answer in time, or could not decide.</summary>
    internal sealed record Unavailable(string Why) : HoldAnswer;

    /// <summary>Metering has decided that it cannot be done, whatever room there is; asking again would not change it.</summary>
    internal sealed record Rejected(string Reason) : HoldAnswer;
}
