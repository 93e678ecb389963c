using System.ClientModel.Primitives;

namespace Tollgate.Inference.Providers.OpenAi;

/// <summary><see cref="CallStart"/> in the library's pipeline.</summary>
internal sealed class AttemptPolicy : PipelinePolicy
{
    public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
    {
        message.Request.Headers.Set(CallStart.Header, CallStart.Begin());
        ProcessNext(message, pipeline, currentIndex);
    }

    public override async ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
    {
        message.Request.Headers.Set(CallStart.Header, CallStart.Begin());
        await ProcessNextAsync(message, pipeline, currentIndex);
    }
}
