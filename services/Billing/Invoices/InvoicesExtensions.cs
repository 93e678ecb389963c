using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Tollgate.Billing.Invoices;

/// <summary>Registration of invoices.</summary>
public static class InvoicesExtensions
{
    /// <summary>Adds the use cases behind the invoices service and the close of ended periods. Register tax rules of your own before.</summary>
    public static IServiceCollection AddInvoices(this IServiceCollection services)
    {
        services.AddOptions<InvoicesOptions>().BindConfiguration("Invoices").PostConfigure(SellerByDefault).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<TaxOptions>().BindConfiguration("Taxes")
            .Validate(taxes => taxes.IsTable, "Taxes: every region that is used needs a Name and a Percent from 0 to 100 in Taxes:Regions.")
            .ValidateOnStart();
        services.TryAddSingleton<ITaxRules>(provider => provider.GetRequiredService<IOptions<TaxOptions>>().Value is { Regions.Count: > 0 } table
            ? new TaxTable(table)
            : new NoTax());
        services.AddSingleton<InvoiceStore>();
        services.AddSingleton<MakeInvoice>();
        services.AddSingleton<DraftInvoices>();
        services.AddSingleton<FinalizeInvoice>();
        services.AddSingleton<ClosePeriods>();
        services.AddSingleton<CreateCreditNote>();
        services.AddSingleton<PagePrinter>();
        services.AddSingleton<ShowInvoice>();
        services.AddHostedService<InvoicesWorker>();
        return services;
    }

    // Not a default of the property: configured lines are added to a list, and would come after it.
    private static void SellerByDefault(InvoicesOptions options)
    {
        if (options.Seller.Count == 0)
            options.Seller.Add("Tollgate");
    }
}
