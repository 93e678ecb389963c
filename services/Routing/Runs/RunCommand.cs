using Google.Protobuf;
using Tollgate.Contracts.Common.V1;
using Tollgate.Routing.Policies;

namespace Tollgate.Routing.Runs;

/// <summary>A prompt to be answered, checked.</summary>
internal sealed record RunCommand
{
    public required Guid OperationId { get; init; }
    public required Caller Caller { get; init; }
    public required RouteQuestion Question { get; init; }

    /// <summary>Passed on as it came.</summary>
    public required ByteString Prompt { get; init; }

    public required TokenOrigins Origins { get; init; }
    public required bool Stream { get; init; }
    public required Payer Payer { get; init; }
}
