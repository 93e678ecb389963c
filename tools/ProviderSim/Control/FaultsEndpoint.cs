using Tollgate.ProviderSim.Faults;

namespace Tollgate.ProviderSim.Control;

/// <summary>A fault in force; <paramref name="Spent"/> when it has struck as often as it should.</summary>
internal sealed record FaultView(string Id, FaultRequest Fault, int Hits, bool Spent)
{
    public static FaultView Of(Fault fault) => new(fault.Id, fault.Request, fault.Hits, fault.Spent);
}

internal sealed record FaultList(IReadOnlyList<FaultView> Faults);

internal static class FaultsEndpoint
{
    public static void MapFaults(this RouteGroupBuilder group)
    {
        group.MapPost("/faults", async (HttpContext http, FaultBook book) =>
        {
            var body = await JsonBody.ReadAsync(http.Request, ControlJson.Default.FaultRequest);
            var problem = body.Value is { } request ? request.Problem() : "Not a fault: " + (body.Path is { Length: > 0 } path ? $"'{path}' is not valid." : "see the README.");
            return problem is null
                ? Results.Json(FaultView.Of(book.Add(body.Value!)), ControlJson.Default.FaultView, statusCode: 201)
                : Results.Json(new ControlProblem(problem), ControlJson.Default.ControlProblem, statusCode: 400);
        });
        group.MapGet("/faults", (FaultBook book) =>
            Results.Json(new FaultList([.. book.All.Select(FaultView.Of)]), ControlJson.Default.FaultList));
        group.MapDelete("/faults", (FaultBook book) =>
        {
            book.Clear();
            return Results.NoContent();
        });
        group.MapDelete("/faults/{id}", (string id, FaultBook book) => book.Remove(id)
            ? Results.NoContent()
            : Results.Json(new ControlProblem("No such fault."), ControlJson.Default.ControlProblem, statusCode: 404));
    }
}
