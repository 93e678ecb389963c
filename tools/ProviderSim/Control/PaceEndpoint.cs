using Tollgate.ProviderSim.Pace;

namespace Tollgate.ProviderSim.Control;

/// <summary>A change of pace: members left out stay as they are.</summary>
internal sealed record PaceChange(
    PaceMode? Mode, ModelPace? Small, ModelPace? Large, ModelPace? Embedding, double? Jitter, double? Speed, double? CoalesceMs)
{
    public PaceOptions ApplyTo(PaceOptions now) => new()
    {
        Mode = Mode ?? now.Mode,
        Small = Small ?? now.Small,
        Large = Large ?? now.Large,
        Embedding = Embedding ?? now.Embedding,
        Jitter = Jitter ?? now.Jitter,
        Speed = Speed ?? now.Speed,
        CoalesceMs = CoalesceMs ?? now.CoalesceMs,
    };
}

internal static class PaceEndpoint
{
    public static void MapPace(this RouteGroupBuilder group)
    {
        group.MapGet("/pace", (Pacer pacer) => Results.Json(pacer.Settings, ControlJson.Default.PaceOptions));
        group.MapPost("/pace", async (HttpContext http, Pacer pacer) =>
        {
            var body = await JsonBody.ReadAsync(http.Request, ControlJson.Default.PaceChange);
            if (body.Value is not { } change)
                return Problem(body.Path is { Length: > 0 } path ? $"'{path}' is not valid." : "Not a pace: see the README.");

            var wanted = change.ApplyTo(pacer.Settings);
            if (PaceExtensions.Problems(wanted) is { Count: > 0 } problems)
                return Problem(string.Join(" ", problems.Select(problem => problem.ErrorMessage)));
            pacer.Settings = wanted;
            return Results.Json(wanted, ControlJson.Default.PaceOptions);
        });
    }

    private static IResult Problem(string message) =>
        Results.Json(new ControlProblem(message), ControlJson.Default.ControlProblem, statusCode: 400);
}
