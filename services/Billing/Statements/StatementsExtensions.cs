namespace Tollgate.Billing.Statements;

/// <summary>Registration of statements.</summary>
public static class StatementsExtensions
{
    /// <summary>Adds the use cases behind the statements service.</summary>
    public static IServiceCollection AddStatements(this IServiceCollection services) => services.AddSingleton<GetStatement>();
}
