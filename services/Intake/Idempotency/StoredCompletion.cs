using Google.Protobuf;
using Tollgate.Contracts.Intake.V1;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Grpc;
using Grpc.Core;

namespace Tollgate.Intake.Idempotency;

/// <summary>What a key remembers, as bytes: a mark, then the answer or the error. A key whose request differs in kind is never asked.</summary>
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
            kept.ToolCalls.Clear();
            kept.Citations.Clear();
            kept.Receipt.AnswerNotRetained = true;
        }

        return [AnswerMark, .. kept.ToByteArray()];
    }

    /// <summary>Keeps the vectors, or only their receipt where the tenant's retention says so.</summary>
    public static byte[] OfAnswer(EmbedResponse answer, bool retain)
    {
        var kept = answer;
        if (!retain)
        {
            kept = answer.Clone();
            kept.Embeddings.Clear();
            kept.Receipt.AnswerNotRetained = true;
        }

        return [AnswerMark, .. kept.ToByteArray()];
    }

    public static byte[] OfError(TollgateException error) => [ErrorMark, .. RpcErrors.Write(error).GetRpcStatus()!.ToByteArray()];

    /// <summary>The answer as it was given, marked as a replay; or throws the error as it was given.</summary>
    public static CompleteResponse Replay(byte[] stored)
    {
        var answer = Read(stored, CompleteResponse.Parser);
        answer.Receipt.Replayed = true;
        return answer;
    }

    /// <summary>The vectors as they were given, marked as a replay; or throws the error as it was given.</summary>
    public static EmbedResponse ReplayEmbeddings(byte[] stored)
    {
        var answer = Read(stored, EmbedResponse.Parser);
        answer.Receipt.Replayed = true;
        return answer;
    }

    private static T Read<T>(byte[] stored, MessageParser<T> parser)
        where T : IMessage<T> => stored[0] == ErrorMark
        ? throw TollgateException.FromRpc(Google.Rpc.Status.Parser.ParseFrom(stored, 1, stored.Length - 1).ToRpcException())
        : parser.ParseFrom(stored, 1, stored.Length - 1);
}
