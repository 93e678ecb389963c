using Tollgate.Contracts.Inference.V1;

namespace Tollgate.Contracts.Mapping;

/// <summary>Pieces of answers.</summary>
public static class DeltaMapping
{
    /// <summary>Nothing of an answer is in it.</summary>
    public static bool IsEmpty(this Delta piece) => piece is { Text.Length: 0, ToolCalls.Count: 0 };
}
