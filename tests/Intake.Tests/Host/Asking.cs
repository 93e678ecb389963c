using Grpc.Core;
using Tollgate.Contracts.Intake.V1;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.Tests.Host;

/// <summary>Short ways to ask and to be refused.</summary>
internal static class Asking
{
    public static CompleteRequest Question(string text = "When must a claim be filed?") =>
        new() { Messages = { new Message { Role = "user", Content = text } } };

    public static async Task<TollgateException> RefusedAsync<T>(Func<AsyncUnaryCall<T>> call) =>
        TollgateException.FromRpc(await Assert.ThrowsAsync<RpcException>(async () => await call()));

    public static async Task<(string Text, CompleteResponse Completed, int Deltas)> StreamAsync(
        this IntakeService.IntakeServiceClient client, CompleteRequest request)
    {
        using var call = client.StreamComplete(new StreamCompleteRequest { Request = request });
        var (text, deltas, completed) = ("", 0, (CompleteResponse?)null);
        await foreach (var message in call.ResponseStream.ReadAllAsync())
        {
            if (message.EventCase == StreamCompleteResponse.EventOneofCase.Delta)
                (text, deltas) = (text + message.Delta, deltas + 1);
            else
                completed = message.Completed;
        }

        Assert.NotNull(completed);
        return (text, completed, deltas);
    }
}
