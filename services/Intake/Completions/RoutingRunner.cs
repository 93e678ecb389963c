using Google.Protobuf;
using Grpc.Core;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Contracts.Routing.V1;
using RunRequest = Tollgate.Contracts.Routing.V1.RunRequest;

namespace Tollgate.Intake.Completions;

/// <summary>Has Routing answer a prompt, and passes the pieces on.</summary>
internal sealed class RoutingRunner(RoutingService.RoutingServiceClient routing, TimeProvider clock)
{
    public async Task RunAsync(
        AcceptedRequest accepted, Operation operation, Prompt prompt, PromptTraits traits, RunProgress progress, CallBounds bounds, Delivery? delivery)
    {
        var request = new RunRequest
        {
            OperationId = operation.Id.ToString(),
            Caller = accepted.Caller,
            Model = accepted.Model,
            Policy = accepted.Policy,
            Prompt = prompt.ToByteString(),
            Traits = traits,
            MaxOutputTokens = accepted.MaxTokens,
            Stream = delivery is not null,
            Payer = operation.Payer,
            Region = accepted.Tenant.Region,
        };

        progress.Dispatched = true;
        try
        {
            using var call = routing.Run(request, deadline: bounds.Deadline, cancellationToken: bounds.Cancellation);
            await foreach (var message in call.ResponseStream.ReadAllAsync(bounds.Cancellation))
            {
                if (progress.Take(message) is not { } piece)
                    continue;
                progress.FirstTokenTime ??= clock.GetUtcNow();
                if (delivery is not null)
                    await delivery.WriteAsync(piece, bounds.Cancellation);
            }
        }
        catch (RpcException) when (bounds.Cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(bounds.Cancellation);
        }
        catch (RpcException error)
        {
            throw DownstreamErrors.Translate(error);
        }

        // A stream that just ends is a death, not an answer.
        if (progress.Completed is null)
            throw DownstreamErrors.Away();
    }

    public static PromptTraits TraitsOf(Prompt prompt, TokenOrigins origins, bool grounded) => new()
    {
        Origins = origins,
        Vision = prompt.Messages.Any(message => message.Parts.Any(part => part.PartCase == ContentPart.PartOneofCase.Image)),
        JsonSchema = prompt.ResponseFormat is { Type: "json_schema" },
        Grounded = grounded,
        Tools = prompt.Tools.Count > 0 || prompt.Messages.Any(message => message.ToolCalls.Count > 0),
    };
}
