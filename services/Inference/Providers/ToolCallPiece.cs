using Microsoft.Extensions.AI;

namespace Tollgate.Inference.Providers;

/// <summary>
/// A piece of a tool call, as a model client streams it: the first with the call's id and name, all with text to append to its arguments, which stay
/// as the model wrote them. A client whose provider sends calls whole may answer with a <see cref="FunctionCallContent"/> instead, once for each.
/// </summary>
internal sealed class ToolCallPiece(int index, string callId, string name, string arguments) : AIContent
{
    /// <summary>Which call of the answer, from 0.</summary>
    public int Index => index;

    /// <summary>Id of the call; empty after the first piece.</summary>
    public string CallId => callId;

    /// <summary>Name of the function; empty after the first piece.</summary>
    public string Name => name;

    /// <summary>Text to append to the arguments.</summary>
    public string Arguments => arguments;
}
