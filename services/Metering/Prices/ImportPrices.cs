using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Persistence;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Messaging;
using Tollgate.Tokens;

namespace Tollgate.Metering.Prices;

/// <summary>
/// Takes in a document of prices. What the rules find sound is in force with the commit; the rest waits for a person. One import at a
/// time, so that each is judged against the book that the one before it left.
/// </summary>
internal sealed class ImportPrices(NpgsqlDataSource database, PriceBooks books, Outbox outbox, TimeProvider clock, ILogger<ImportPrices> logger)
{
    private const int MaxDocument = 16 * 1024 * 1024;

    public async Task<ImportPricesResponse> HandleAsync(ImportPricesRequest request, CancellationToken cancellationToken)
    {
        Check(request);
        var response = await Transactions.RunAsync(database, transaction => ImportAsync(transaction, request, cancellationToken), cancellationToken);
        outbox.Wake();
        if (!request.ValidateOnly)
            PricesLog.Imported(logger, request.Source, response.Book, response.Approved, response.Flagged, response.Refused);
        return response;
    }

    private async Task<ImportPricesResponse> ImportAsync(NpgsqlTransaction transaction, ImportPricesRequest request, CancellationToken cancellationToken)
    {
        var (now, newest) = await PriceStore.LockAsync(transaction, cancellationToken);
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request.Document)));
        if (await PriceStore.FindImportAsync(transaction, request.Source, digest, cancellationToken) is var (known, _, alike))
            return PricesMapping.ToResponse(known, newest, alike, await PriceStore.ReadImportAsync(transaction, known, cancellationToken));

        var number = await PriceStore.NextImportAsync(transaction, cancellationToken);
        var statements = Read(request, number);
        var book = await books.GetAsync(transaction.Connection!, transaction, newest, cancellationToken);
        var reviewed = PriceReview.Review(
            statements, book, await PriceStore.ReadOthersAsync(transaction, request.Source, cancellationToken), request.EffectiveTime?.ToDateTimeOffset() ?? now);
        var prices = await WithoutTakenAsync(transaction, book, [.. reviewed.Where(price => price.Verdict is not PriceVerdict.Unchanged).Select(NewPrice.Of)], cancellationToken);
        var unchanged = reviewed.Count - prices.Count;
        var isNewBook = prices.Any(price => price.State is PriceState.Approved);
        var next = isNewBook ? newest + 1 : newest;
        if (isNewBook)
            await PriceDecisions.RequireConsistentAsync(transaction, newest, [.. prices.Where(price => price.State is PriceState.Approved).Select(price => price.Entry)], cancellationToken);
        if (request.ValidateOnly)
            return PricesMapping.ToResponse(null, newest, unchanged, [.. prices.Select(price => price.ToStored(Guid.Empty, now, null))]);

        var import = new PriceImport(
            Guid.CreateVersion7(clock.GetUtcNow()), number, request.Source, ScopeOf(statements), digest, request.Document, next, unchanged, now);
        await PriceStore.InsertImportAsync(transaction, import, prices, cancellationToken);
        if (isNewBook)
            await PriceDecisions.AnnounceAsync(transaction, outbox, next, now, cancellationToken);
        return PricesMapping.ToResponse(
            import.ImportId, next, unchanged, [.. prices.Select(price => price.ToStored(import.ImportId, now, next))]);
    }

    // A document that is not of its source's kind is refused whole; of a public map, which always has some, unreadable figures are left out.
    private static PriceStatements Read(ImportPricesRequest request, long number)
    {
        var statements = PriceSources.Read(request.Source, request.Document, $"{request.Source}-{number}");
        if (statements.Errors.Count > 0 && (!statements.IsPartial || statements.Entries.Count == 0))
        {
            throw TollgateException.InvalidArgument(
                "PRICES_UNREADABLE",
                $"The document has {statements.Errors.Count} error(s); the first: {statements.Errors[0]}",
                [.. statements.Errors.Take(100).Select(error => new FieldViolation($"document:{error.Path}", error.Message))]);
        }

        return statements;
    }

    private static async Task<IReadOnlyList<NewPrice>> WithoutTakenAsync(
        NpgsqlTransaction transaction, PriceBook book, NewPrice[] prices, CancellationToken cancellationToken)
    {
        var taken = await PriceStore.TakenAsync(transaction, [.. prices.Select(price => price.Entry.Version)], cancellationToken);
        taken.UnionWith(book.Entries.Select(entry => entry.Version));
        // Each version id stands for one price for ever: costs name it.
        return [.. prices.Select(price => taken.Contains(price.Entry.Version)
            ? price with { State = PriceState.Refused, Findings = [.. price.Findings, "The version id stands for another price already."] }
            : price)];
    }

    private static string ScopeOf(PriceStatements statements)
    {
        string[] providers = [.. statements.Entries.Select(entry => entry.Provider).Distinct().Take(2)];
        return providers is [var only] ? only : "";
    }

    private static void Check(ImportPricesRequest request)
    {
        var rules = new Validation();
        rules.Require(PriceSources.All.Contains(request.Source), "source", $"must be one of {string.Join(", ", PriceSources.All)}");
        rules.Require(request.Document.Length is > 0 and <= MaxDocument && !request.Document.Contains('\0'), "document", "must be a document of at most 16 MiB");
        rules.Require(request.EffectiveTime is null or { Seconds: > 0 and < 253_402_300_800 }, "effective_time", "is not a time");
        rules.ThrowIfInvalid();
    }
}
