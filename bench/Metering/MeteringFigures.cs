namespace Tollgate.Bench.Metering;

/// <summary>What a run measured. The ratios are what counts: both sides of each ran on the same machine in the same minutes.</summary>
/// <param name="IngestEventsPerS">Usage events from the outbox through the bus to committed and rolled up.</param>
/// <param name="RawCopyRowsPerS">The same rows by COPY and merge into a table of the same shape and indexes.</param>
/// <param name="IngestRatio">The first over the second.</param>
/// <param name="HoldsPerS">Reservations over the stream on one hot budget.</param>
/// <param name="NaiveHoldsPerS">The same decision in a transaction of its own for each call, without a stream.</param>
/// <param name="HoldsRatio">The first over the second.</param>
/// <param name="LagP99Ms">From the end of an attempt to its entry, at half of the measured ingestion.</param>
internal sealed record MeteringFigures(
    double IngestEventsPerS, double RawCopyRowsPerS, double IngestRatio, double HoldsPerS, double NaiveHoldsPerS, double HoldsRatio, double LagP99Ms);
