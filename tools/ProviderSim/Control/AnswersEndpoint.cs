using Tollgate.ProviderSim.Answers;

namespace Tollgate.ProviderSim.Control;

internal sealed record AnswersView(AnswerMode Mode);

internal static class AnswersEndpoint
{
    public static void MapAnswers(this RouteGroupBuilder group)
    {
        group.MapGet("/answers", (AnswerSettings settings) => Results.Json(new AnswersView(settings.Mode), ControlJson.Default.AnswersView));
        group.MapPost("/answers", async (HttpContext http, AnswerSettings settings) =>
        {
            if ((await JsonBody.ReadAsync(http.Request, ControlJson.Default.AnswersView)).Value is not { } wanted)
                return Results.Json(new ControlProblem("mode must be 'natural' or 'fill'."), ControlJson.Default.ControlProblem, statusCode: 400);
            settings.Mode = wanted.Mode;
            return Results.Json(wanted, ControlJson.Default.AnswersView);
        });
    }
}
