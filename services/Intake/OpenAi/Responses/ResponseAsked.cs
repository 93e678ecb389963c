using System.Text.Json;
using Tollgate.Contracts.Intake.V1;

namespace Tollgate.Intake.OpenAi.Responses;

/// <summary>A response as OpenAI's API asks for it, as our request.</summary>
/// <param name="Request">The same in our terms.</param>
/// <param name="Stream">Answer as server-sent events.</param>
/// <param name="Said">What was said of the answer, to be said again with it.</param>
internal sealed record ResponseAsked(CompleteRequest Request, bool Stream, ResponseSaid Said);

/// <summary>Members of a request that OpenAI repeats in its answer, as they were sent; null where they were not.</summary>
internal sealed record ResponseSaid(JsonElement? Instructions, JsonElement? Tools, JsonElement? ToolChoice, JsonElement? Format, JsonElement? Metadata);
