namespace Tollgate.Metering.Ledger;

/// <summary>What was committed.</summary>
/// <param name="Entries">New entries of the ledger.</param>
/// <param name="Quarantined">Facts set aside.</param>
internal sealed record RecordedUsage(IReadOnlyList<LedgerEntry> Entries, IReadOnlyList<QuarantinedFact> Quarantined)
{
    public static RecordedUsage operator +(RecordedUsage left, RecordedUsage right) =>
        new([.. left.Entries, .. right.Entries], [.. left.Quarantined, .. right.Quarantined]);
}
