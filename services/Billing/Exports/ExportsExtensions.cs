namespace Tollgate.Billing.Exports;

/// <summary>Registration of the exports.</summary>
public static class ExportsExtensions
{
    /// <summary>Adds what other billing systems read.</summary>
    public static IServiceCollection AddExports(this IServiceCollection services) => services.AddSingleton<FocusRows>().AddSingleton<ExportFocus>();
}
