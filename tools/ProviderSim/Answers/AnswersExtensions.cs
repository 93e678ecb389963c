namespace Tollgate.ProviderSim.Answers;

internal static class AnswersExtensions
{
    public static IServiceCollection AddAnswers(this IServiceCollection services)
    {
        services.AddOptions<AnswerOptions>()
            .BindConfiguration(AnswerOptions.Section)
            .ValidateDataAnnotations()
            .Validate(options => options.PromptCacheLifetime > TimeSpan.Zero, "ProviderSim:Answers:PromptCacheLifetime must be positive.")
            .ValidateOnStart();
        return services
            .AddSingleton<AnswerSettings>()
            .AddSingleton<RecordedAnswers>()
            .AddSingleton<TextAnswers>()
            .AddSingleton<AnswerWriter>()
            .AddSingleton<PromptCache>();
    }
}
