using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Tollgate.ServiceDefaults.Audit;

/// <summary>Sealed days, so that an audit takes as long as what is new.</summary>
public static class SealsExtensions
{
    /// <summary>Adds the sealing of a service's books. Call it after <c>AddDatabase</c>. Section <c>Seals</c>.</summary>
    public static IHostApplicationBuilder AddSeals<TBooks>(this IHostApplicationBuilder builder)
        where TBooks : class, ISealableBooks
    {
        builder.Services.AddOptions<SealOptions>().BindConfiguration("Seals").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<ISealableBooks, TBooks>();
        builder.Services.AddSingleton<SealDays>();
        builder.Services.AddHostedService<SealWorker>();
        return builder;
    }
}
