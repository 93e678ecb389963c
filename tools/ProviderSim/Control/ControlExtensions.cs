namespace Tollgate.ProviderSim.Control;

/// <summary>The simulator's own API, apart from any provider's. Everything here needs the admin key.</summary>
internal static class ControlExtensions
{
    public static void MapControl(this WebApplication app)
    {
        var group = app.MapGroup("/control");
        group.AddEndpointFilter(async (context, next) =>
            context.HttpContext.RequestServices.GetRequiredService<ApiKeys>().IsAdmin(context.HttpContext.Request)
                ? await next(context)
                : Results.Json(new ControlProblem("The admin key is missing or wrong."), ControlJson.Default.ControlProblem, statusCode: 401));

        group.MapCalls();
        group.MapLedger();
        group.MapFaults();
        group.MapPace();
        group.MapAnswers();
    }
}
