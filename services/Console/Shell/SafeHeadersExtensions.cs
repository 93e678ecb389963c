namespace Tollgate.Console.Shell;

/// <summary>The browser may load one style sheet from here and nothing else from anywhere.</summary>
internal static class SafeHeadersExtensions
{
    private const string ContentSecurityPolicy =
        "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static void UseSafeHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        return next(context);
    });

    public static void MapStyles(this WebApplication app)
    {
        using var stream = typeof(SafeHeadersExtensions).Assembly.GetManifestResourceStream("console.css")!;
        using var reader = new StreamReader(stream);
        var css = reader.ReadToEnd();
        app.MapGet("/console.css", (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "public, max-age=300";
            return TypedResults.Text(css, "text/css");
        }).AllowAnonymous();
    }
}
