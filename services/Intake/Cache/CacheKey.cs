using System.Security.Cryptography;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Completions;

namespace Tollgate.Intake.Cache;

/// <summary>SHA-256 over everything an answer depends on. The tenant is part of it, so no tenant can meet another's answer.</summary>
internal readonly record struct CacheKey(UInt128 High, UInt128 Low)
{
    public static CacheKey Of(AcceptedRequest accepted, long indexVersion)
    {
        using var hash = new FieldHash();
        var request = accepted.Request;
        hash.Add(accepted.Caller.TenantId);
        hash.Add(accepted.Assistant?.AssistantId ?? "");
        hash.Add(accepted.Assistant?.Version ?? 0);
        hash.Add(accepted.Tenant.Region);
        hash.Add(accepted.Model);
        hash.Add(accepted.Policy);
        hash.Add(accepted.SystemPrompt);
        hash.Add(accepted.KnowledgeBase);
        hash.Add(accepted.KnowledgeBase.Length > 0 ? accepted.KnowledgeTokenBudget : 0);
        hash.Add(indexVersion);
        hash.Add(accepted.MaxTokens);
        hash.Add(accepted.Temperature is { } temperature ? BitConverter.DoubleToInt64Bits(temperature) : -1);
        hash.Add(request.HasTopP ? BitConverter.DoubleToInt64Bits(request.TopP) : -1);
        hash.Add(request.Stop.Count);
        foreach (var stop in request.Stop)
            hash.Add(stop);
        hash.Add(request.ResponseFormat?.Type ?? "");
        hash.Add(request.ResponseFormat?.Name ?? "");
        hash.Add(request.ResponseFormat?.JsonSchema ?? "");
        hash.Add(request.ResponseFormat?.Description ?? "");
        hash.Add(request.ResponseFormat is { HasStrict: true } format ? format.Strict ? 1 : 0 : -1);
        hash.Add(request.HasSeed ? 1 : 0);
        hash.Add(request.Seed);
        AddTools(hash, request);
        hash.Add(request.Messages.Count);
        foreach (var message in request.Messages)
            Add(hash, message);

        Span<byte> result = stackalloc byte[SHA256.HashSizeInBytes];
        hash.Finish(result);
        return new CacheKey(
            System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(result),
            System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(result[16..]));
    }

    private static void AddTools(FieldHash hash, CompleteRequest request)
    {
        hash.Add(request.Tools.Count);
        foreach (var tool in request.Tools)
        {
            hash.Add(tool.Name);
            hash.Add(tool.Description);
            hash.Add(tool.Parameters);
            hash.Add(tool.HasStrict ? tool.Strict ? 1 : 0 : -1);
        }

        hash.Add(request.ToolChoice?.Mode ?? "");
        hash.Add(request.ToolChoice?.Name ?? "");
        hash.Add(request.HasParallelToolCalls ? request.ParallelToolCalls ? 1 : 0 : -1);
    }

    private static void Add(FieldHash hash, Message message)
    {
        hash.Add(message.Role);
        hash.Add(message.Name);
        hash.Add(message.ToolCallId);
        hash.Add(message.ToolCalls.Count);
        foreach (var call in message.ToolCalls)
        {
            hash.Add(call.Id);
            hash.Add(call.Name);
            hash.Add(call.Arguments);
        }

        hash.Add(message.Content);
        hash.Add(message.Parts.Count);
        foreach (var part in message.Parts)
        {
            hash.Add((int)part.PartCase);
            hash.Add(part.Text);
            hash.Add(part.Image?.MediaType ?? "");
            hash.Add(part.Image?.Detail ?? "");
            hash.Add(part.Image is { } image ? image.Data.Span : default);
        }
    }
}
