using Google.Protobuf;
using Tollgate.Contracts.Intake.V1;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Grpc;
using Grpc.Core;

namespace Tollgate.Intake.Idempotency;

/// <summary>What a key remembers, as bytes: a mark, then the answer or the error.</summary>
internal static class StoredCompletion
{
    private const byte AnswerMark = 1;
    private const byte ErrorMark = 2;

    /// <summary>Keeps the whole answer, or only its receipt where the tenant's retention says so.</summary>
    public static byte[] OfAnswer(CompleteResponse answer, bool retain)
    {
        var kept = answer;
        if (!retain)
        {
            kept = answer.Clone();
            kept.Content = "";
            kept.Citations.Clear();
            kept.Receipt.AnswerNotRetained = true;
        }

        return [AnswerMark, .. kept.ToByteArray()];
    }

    public static byte[] OfError(TollgateException error) => [ErrorMark, .. RpcErrors.Write(error).GetRpcStatus()!.ToByteArray()];

    /// <summary>The answer as it was given, marked as a replay; or throws the error as it was given.</summary>
    public static CompleteResponse Replay(byte[] stored)
    {
        if (stored[0] == ErrorMark)
            throw TollgateException.FromRpc(Google.Rpc.Status.Parser.ParseFrom(stored, 1, stored.Length - 1).ToRpcException());
        var answer = CompleteResponse.Parser.ParseFrom(stored, 1, stored.Length - 1);
        answer.Receipt.Replayed = true;
        return answer;
    }
}
