using Npgsql;

namespace Tollgate.ServiceDefaults.Errors;

/// <summary>What a caller is told of errors of a database, over whichever edge.</summary>
public static class DatabaseErrors
{
    /// <summary>The error for the caller; null for what is none of the caller's business.</summary>
    public static TollgateException? Translate(Exception error) => error switch
    {
        PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire } =>
            TollgateException.InvalidArgument(Reasons.MalformedRequest, "The request has a character that cannot be stored, such as NUL."),
        NpgsqlException { IsTransient: true } or TimeoutException =>
            TollgateException.Unavailable(Reasons.DatabaseUnavailable, "A database is not available. Try again."),
        _ => null,
    };
}
