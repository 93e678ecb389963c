using Tollgate.Contracts.Intake.V1;

namespace Tollgate.Intake.OpenAi;

/// <summary>A chat completion as OpenAI's API asks for it, as our request.</summary>
/// <param name="Request">The same in our terms.</param>
/// <param name="Stream">Answer as server-sent events.</param>
/// <param name="IncludeUsage">End the stream with the usage.</param>
internal sealed record ChatRequest(CompleteRequest Request, bool Stream, bool IncludeUsage);
