using Grpc.AspNetCore.Server;
using Microsoft.Extensions.Options;
using Tollgate.Intake.Embeddings;
using Tollgate.Intake.Keys;
using Tollgate.Intake.Prompting;
using Tollgate.Tokens;

namespace Tollgate.Intake.Completions;

internal static class CompletionsExtensions
{
    /// <summary>Adds answering requests.</summary>
    public static IServiceCollection AddCompletions(this IServiceCollection services)
    {
        services.AddOptions<CompletionOptions>().BindConfiguration("Completions").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<BaselineOptions>().BindConfiguration("Baseline").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<BaselineOptions>, BaselineValidator>();
        services.AddSingleton(PriceBook.Default);
        services.AddSingleton<IntakeMetrics>();
        services.AddSingleton<BaselineCost>();
        services.AddSingleton<ReceiptBuilder>();
        services.AddSingleton<RequestAcceptance>();
        services.AddSingleton<RoutingRunner>();
        services.AddSingleton<AnswerRun>();
        services.AddSingleton<CompleteHandler>();
        services.AddSingleton<EmbedHandler>();
        services.AddSingleton<EstimateHandler>();
        services.AddHostedService<TokenizerWarmUp>();
        services.Configure<GrpcServiceOptions<IntakeGrpcService>>(options => options.Interceptors.Add<ApiKeyInterceptor>());
        return services;
    }
}
