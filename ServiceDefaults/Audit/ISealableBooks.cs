using Npgsql;

namespace Tollgate.ServiceDefaults.Audit;

/// <summary>A service's books, day by day, for who seals them.</summary>
public interface ISealableBooks
{
    /// <summary>The first day worth looking at; null while there is nothing.</summary>
    Task<DateOnly?> FirstDayAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Reads the books of a day, compares them with what they must agree with, and writes down (in tables that refer to the sealed day) whatever
    /// else an audit would read the day's rows for. Nobody changes the day meanwhile. Null when something does not agree: then nothing is kept.
    /// </summary>
    Task<BookSums?> SealAsync(NpgsqlTransaction transaction, DateOnly day, CancellationToken cancellationToken);
}
