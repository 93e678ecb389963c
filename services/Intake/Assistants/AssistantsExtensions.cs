namespace Tollgate.Intake.Assistants;

internal static class AssistantsExtensions
{
    /// <summary>Adds creating and replacing assistants.</summary>
    public static IServiceCollection AddAssistants(this IServiceCollection services) => services.AddSingleton<PutAssistantHandler>();
}
