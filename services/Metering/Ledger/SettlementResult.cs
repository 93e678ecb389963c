namespace Tollgate.Metering.Ledger;

/// <summary>What became of a usage fact.</summary>
internal abstract record SettlementResult
{
    /// <summary>The attempt's usage was known as well or better: a second delivery, or an older fact that came late.</summary>
    public static readonly SettlementResult Known = new KnownBefore();

    /// <summary>It is an entry; and where the attempt has been priced anew, so is what that becomes for the corrected usage.</summary>
    public sealed record Posted(LedgerEntry Entry, LedgerEntry? Rerate = null) : SettlementResult;

    /// <summary>It contradicts what is known and is set aside.</summary>
    public sealed record Disbelieved(string Reason) : SettlementResult;

    private sealed record KnownBefore : SettlementResult;
}
