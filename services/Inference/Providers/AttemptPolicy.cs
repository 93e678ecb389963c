using System.ClientModel.Primitives;

namespace Tollgate.Inference.Providers;

/// <summary>
/// Last step before the network: names the attempt to the provider and refuses to begin one that is too late, since recovery may already
/// have closed it.
/// </summary>
internal sealed class AttemptPolicy : PipelinePolicy
{
    public const string Header = "X-Client-Request-Id";

    public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
    {
        Begin(message);
        ProcessNext(message, pipeline, currentIndex);
    }

    public override async ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
    {
        Begin(message);
        await ProcessNextAsync(message, pipeline, currentIndex);
    }

    private static void Begin(PipelineMessage message)
    {
        var call = CallContext.Current ?? throw new InvalidOperationException("A provider is called outside of an attempt.");
        if (!call.Attempt.MayStart)
            throw new ProviderException(ProviderFailure.TooLate, "The call could not begin in time.");
        message.Request.Headers.Set(Header, call.Attempt.Id.ToString());
        call.Sent = true;
    }
}
