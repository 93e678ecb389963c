using System.Security.Cryptography;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Cache;
using Tollgate.Intake.Completions;

namespace Tollgate.Intake.Idempotency;

/// <summary>Tells whether two requests under one key are the same request.</summary>
internal static class RequestHash
{
    public static byte[] Of(AcceptedRequest accepted)
    {
        // Maps have no order on the wire: they are taken out and hashed sorted.
        var rest = accepted.Request.Clone();
        rest.IdempotencyKey = "";
        rest.Variables.Clear();
        rest.Metadata.Clear();

        using var hash = new FieldHash();
        hash.Add(accepted.Caller.AssistantId);
        Add(hash, accepted.Request.Variables);
        Add(hash, accepted.Request.Metadata);
        hash.Add(rest.ToByteArray().AsSpan());
        var result = new byte[SHA256.HashSizeInBytes];
        hash.Finish(result);
        return result;
    }

    public static byte[] Of(AcceptedCall accepted, EmbedRequest request)
    {
        var rest = request.Clone();
        rest.IdempotencyKey = "";
        using var hash = new FieldHash();
        // No chat request begins so: its first field is the id of an assistant.
        hash.Add("*embed");
        hash.Add(accepted.Caller.AssistantId);
        hash.Add(rest.ToByteArray().AsSpan());
        var result = new byte[SHA256.HashSizeInBytes];
        hash.Finish(result);
        return result;
    }

    private static void Add(FieldHash hash, MapField<string, string> map)
    {
        hash.Add(map.Count);
        foreach (var (key, value) in map.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            hash.Add(key);
            hash.Add(value);
        }
    }
}
