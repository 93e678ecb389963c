using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Options;
using Npgsql;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Persistence;
using Tollgate.Metering.Prices;
using Tollgate.Metering.Tiers;
using Tollgate.Metering.Usage;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Metering.Rerating;

/// <summary>Starts jobs and says how far they are.</summary>
internal sealed class ManageRerates(
    NpgsqlDataSource database, PriceBooks books, RerateWorker worker, TimeProvider clock, IOptions<LedgerOptions> ledger)
{
    private const int MaxListed = 100;

    public async Task<RerateJob> StartAsync(StartRerateRequest request, CancellationToken cancellationToken)
    {
        var wanted = await CheckAsync(request, cancellationToken);
        var job = await Transactions.RunAsync(
            database,
            async transaction =>
            {
                if (await RerateStore.FindByRequestAsync(transaction, wanted.RequestId, cancellationToken) is { } known)
                {
                    return Asks(known) == Asks(wanted)
                        ? known
                        : throw TollgateException.AlreadyExists("RERATE_EXISTS", $"Request '{wanted.RequestId}' asked for something else.");
                }

                await ArchivedDays.HoldAsync(transaction, cancellationToken);
                await ArchivedDays.ThrowIfAnyAsync(transaction, wanted.Start, wanted.End, cancellationToken);
                await RerateStore.InsertAsync(transaction, wanted, cancellationToken);
                return wanted;
            },
            cancellationToken);
        worker.Wake();
        return ToProto(job);
    }

    public async Task<RerateJob> GetAsync(string rerateId, CancellationToken cancellationToken) =>
        Guid.TryParse(rerateId, out var id) && await RerateStore.FindAsync(database, id, cancellationToken) is { } job
            ? ToProto(job)
            : throw TollgateException.NotFound("RERATE_NOT_FOUND", $"There is no re-rate '{rerateId}'.");

    public async Task<IReadOnlyList<RerateJob>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await RerateStore.ListAsync(database, MaxListed, cancellationToken)).Select(ToProto)];

    private async Task<Rerate> CheckAsync(StartRerateRequest request, CancellationToken cancellationToken)
    {
        var rules = new Validation();
        rules.Require(request.RequestId.Length is > 0 and <= 128 && IsText(request.RequestId), "request_id", "must be 1 to 128 characters");
        rules.Require(request.Provider.Length is > 0 and <= 256 && IsText(request.Provider), "provider", "is required");
        rules.Require(request.Model.Length <= 256 && IsText(request.Model), "model", "is not a model");
        rules.Require(request.PriceVersion.Length <= 512 && IsText(request.PriceVersion), "price_version", "is not a version");
        rules.Require(request.TenantId.Length <= 63 && IsText(request.TenantId), "tenant_id", "is not a tenant");
        rules.Require(request.Note.Length <= 500 && IsText(request.Note), "note", "must be at most 500 characters");
        rules.Require(request.StartTime is not null, "start_time", "is required");
        rules.Require(request.EndTime is not null, "end_time", "is required");
        rules.ThrowIfInvalid();
        var (start, end) = HourRange.Read(request.StartTime, request.EndTime);
        return new Rerate
        {
            RerateId = Guid.CreateVersion7(clock.GetUtcNow()),
            RequestId = request.RequestId,
            TenantId = request.TenantId,
            Provider = request.Provider,
            Model = request.Model,
            PriceVersion = request.PriceVersion,
            Start = start!.Value,
            End = end!.Value,
            Book = await books.NewestAsync(cancellationToken),
            Note = request.Note,
            CreateTime = clock.GetUtcNow(),
        };
    }

    private static bool IsText(string text) => !text.Contains('\0');

    // What was asked for; a repetition after a newer book is still the same question, answered by the book of the first.
    private static (string, string, string, string, DateTimeOffset, DateTimeOffset) Asks(Rerate job) =>
        (job.TenantId, job.Provider, job.Model, job.PriceVersion, Micro(job.Start), Micro(job.End));

    // As Postgres keeps it.
    private static DateTimeOffset Micro(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    private RerateJob ToProto(Rerate job) => new()
    {
        RerateId = job.RerateId.ToString("D", CultureInfo.InvariantCulture),
        RequestId = job.RequestId,
        TenantId = job.TenantId,
        Provider = job.Provider,
        Model = job.Model,
        PriceVersion = job.PriceVersion,
        StartTime = job.Start.ToTimestamp(),
        EndTime = job.End.ToTimestamp(),
        Book = job.Book,
        Note = job.Note,
        Done = job.IsDone,
        Examined = job.Examined,
        Posted = job.Posted,
        Skipped = job.Skipped,
        Cost = new Money { Currency = ledger.Value.Currency, Nanos = job.CostNanos },
        CreateTime = job.CreateTime.ToTimestamp(),
        FinishTime = job.EndOfWork?.ToTimestamp(),
    };
}
