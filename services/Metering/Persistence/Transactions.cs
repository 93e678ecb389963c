using Npgsql;

namespace Tollgate.Metering.Persistence;

/// <summary>Does a piece of work in a transaction, again from the start when it lost a race that a second try wins.</summary>
internal static class Transactions
{
    private const int Tries = 5;

    public static async Task<T> RunAsync<T>(NpgsqlDataSource database, Func<NpgsqlTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(cancellationToken);
                await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
                var result = await work(transaction);
                await transaction.CommitAsync(cancellationToken);
                return result;
            }
            catch (PostgresException error) when (attempt < Tries && IsLostRace(error))
            {
                // Another transaction inserted the row we found missing, or held what we wait for: what it did is visible now.
            }
        }
    }

    private static bool IsLostRace(PostgresException error) => error.SqlState
        is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;
}
