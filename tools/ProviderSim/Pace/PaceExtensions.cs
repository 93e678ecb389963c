using System.ComponentModel.DataAnnotations;

namespace Tollgate.ProviderSim.Pace;

internal static class PaceExtensions
{
    public static IServiceCollection AddPace(this IServiceCollection services)
    {
        services.AddOptions<PaceOptions>()
            .BindConfiguration(PaceOptions.Section)
            .Validate(options => Problems(options).Count == 0, "ProviderSim:Pace holds a value out of range.")
            .ValidateOnStart();
        return services.AddSingleton<Pacer>();
    }

    /// <summary>What is wrong with the settings, if anything; nested classes included.</summary>
    public static List<ValidationResult> Problems(PaceOptions options)
    {
        var problems = new List<ValidationResult>();
        foreach (var part in (object[])[options, options.Small, options.Large, options.Embedding])
            Validator.TryValidateObject(part, new ValidationContext(part), problems, validateAllProperties: true);
        return problems;
    }
}
