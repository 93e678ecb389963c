using System.Globalization;

namespace Tollgate.Bench.Metering;

/// <summary>
/// Each round measures both sides of both ratios one after the other, so that what else the machine does falls on all of them alike. The
/// figures are totals over the rounds.
/// </summary>
internal sealed class MeteringBenchmark(int events, int holds, Action<string> say)
{
    private const int Rounds = 4;

    public async Task<MeteringFigures> RunAsync(CancellationToken cancellationToken)
    {
        say("starting PostgreSQL, RabbitMQ and Metering");
        await using var bed = await MeteringBed.StartAsync(cancellationToken);
        await using var ingestion = await Ingestion.CreateAsync(bed, cancellationToken);
        await using var raw = await RawCopy.CreateAsync(bed, cancellationToken);
        await using var reservations = await Reservations.CreateAsync(bed, cancellationToken);

        // As much as is measured: with less, half of the processor's time in the first rounds is the JIT compiler's, and what is asked for is
        // what can be sustained.
        say("warming up");
        await ingestion.RunAsync(events, cancellationToken);
        await reservations.RunAsync(holds / 2, cancellationToken);
        await reservations.RunNaiveAsync(100, cancellationToken);

        var (ingested, copied, held, naive) = (new Rate(), new Rate(), new Rate(), new Rate());
        for (var round = 1; round <= Rounds; round++)
        {
            var (first, pass) = await ingestion.RunAsync(events / Rounds, cancellationToken);
            ingested += pass;
            copied += await raw.RunAsync(first, cancellationToken);
            held += await reservations.RunAsync(holds / Rounds, cancellationToken);
            // Fewer, because they take longer.
            naive += await reservations.RunNaiveAsync(holds / Rounds / 10, cancellationToken);
            say(string.Create(
                CultureInfo.InvariantCulture,
                $"after round {round} of {Rounds}: ingest {ingested.PerSecond:0}/s, raw {copied.PerSecond:0}/s, holds {held.PerSecond:0}/s, naive {naive.PerSecond:0}/s"));
        }

        var lag = await ingestion.MeasureLagAsync(ingested.PerSecond / 2, cancellationToken);
        return new MeteringFigures(
            Math.Round(ingested.PerSecond, 1), Math.Round(copied.PerSecond, 1), Math.Round(ingested.PerSecond / copied.PerSecond, 4),
            Math.Round(held.PerSecond, 1), Math.Round(naive.PerSecond, 1), Math.Round(held.PerSecond / naive.PerSecond, 4), Math.Round(lag, 1));
    }
}
