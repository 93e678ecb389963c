using Tollgate.Contracts.Metering.V1;
using Tollgate.Tokens;

namespace Tollgate.Metering.Prices;

/// <summary>An imported price and where it stands.</summary>
internal sealed record StoredPrice(
    long Key, PriceEntry Entry, PriceState State, IReadOnlyList<string> Findings, long? Book, Guid ImportId, DateTimeOffset ImportTime,
    DateTimeOffset? DecideTime, string Note);

/// <summary>A judged price that is about to be stored.</summary>
internal sealed record NewPrice(PriceEntry Entry, PriceState State, IReadOnlyList<string> Findings)
{
    public static NewPrice Of(ReviewedPrice price) => new(
        price.Entry,
        price.Verdict switch
        {
            PriceVerdict.Accepted => PriceState.Approved,
            PriceVerdict.Refused => PriceState.Refused,
            _ => PriceState.Flagged,
        },
        [.. price.Findings.Select(finding => $"{finding.Suspicion} {finding.Kind.Name()}"), .. price.Errors.Select(error => error.Message)]);
}
