using Microsoft.Extensions.Options;

namespace Tollgate.ProviderSim.Answers;

/// <summary>The answer mode in force; the control API changes it for calls that start afterwards.</summary>
internal sealed class AnswerSettings(IOptions<AnswerOptions> options)
{
    private volatile AnswerMode mode = options.Value.Mode;

    public AnswerMode Mode
    {
        get => mode;
        set => mode = value;
    }
}
