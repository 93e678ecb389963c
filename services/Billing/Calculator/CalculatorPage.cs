using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Tollgate.Billing.Plans;
using Tollgate.Billing.Statements;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.Tokens;

namespace Tollgate.Billing.Calculator;

/// <summary>
/// The public price calculator: one page of plain HTML. It needs no script and loads nothing, so it works in any browser, is read by any
/// screen reader, and says nothing about its visitors to anybody.
/// </summary>
internal static class CalculatorPage
{
    private static readonly string Style = Resource("calculator.css");

    // The browser may apply this style and send this form, and nothing else.
    private static readonly string ContentSecurityPolicy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static readonly string Models = string.Concat(PriceBook.Default.Entries.Select(entry => entry.Model).Distinct()
        .Order(StringComparer.Ordinal).Select(model => $"<option value=\"{Text(model)}\">"));

    public static async Task<IResult> AnswerAsync(HttpContext context, PriceWorkload price, CancellationToken cancellationToken)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-store";

        var form = CalculatorForm.Read(context.Request.Query);
        var (workload, wrong) = form.Parse();
        var quotes = workload is null ? [] : await price.ExecuteAsync(workload, plan => plan.Listed, cancellationToken);
        return TypedResults.Text(
            Page(form, wrong, quotes), "text/html", Encoding.UTF8, workload is null ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
    }

    private static string Page(CalculatorForm form, IReadOnlyList<FieldViolation> wrong, IReadOnlyList<PlanQuote> quotes) =>
        $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Price calculator</title>
        <style>{Style}</style>
        </head>
        <body>
        <a class="skip" href="#result">Skip to the result</a>
        <header><h1>Price calculator</h1>
        <p>Describe what you plan to use. The same code that writes our invoices prices it, to the cent, under every plan.</p></header>
        <main>
        {Form(form)}
        <section id="result" aria-labelledby="result-title">
        <h2 id="result-title">Price of a period</h2>
        {(wrong.Count > 0 ? Errors(wrong) : Results(quotes))}
        </section>
        </main>
        <footer><p>Prices are exclusive of tax. Each line is rounded once, half to even.</p></footer>
        </body>
        </html>
        """;

    private static string Form(CalculatorForm form) =>
        $"""
        <form method="get" action="/calculator">
        <fieldset><legend>Requests</legend>
        <div class="scroll"><table class="inputs">
        <thead><tr><th scope="col">Model</th><th scope="col">Requests a day</th><th scope="col">Input tokens each</th><th scope="col">Cached input tokens each</th><th scope="col">Output tokens each</th></tr></thead>
        <tbody>{string.Concat(form.Rows.Select((row, i) => Row(row, i + 1)))}</tbody>
        </table></div>
        </fieldset>
        <fieldset><legend>People and time</legend>
        <div class="fields">
        {Field("days", "Days in the period", form.Days)}
        {Field("seats", "Seats", form.Seats)}
        {Field("users", "Active end users", form.Users)}
        {Field("assistants", "Assistants", form.Assistants)}
        </div>
        </fieldset>
        <datalist id="models">{Models}</datalist>
        <button type="submit">Calculate</button>
        </form>
        """;

    private static string Row(CalculatorRow row, int number) =>
        $"""
        <tr>
        <td><input name="model{number}" list="models" autocomplete="off" value="{Text(row.Model)}" aria-label="Model, row {number}"></td>
        <td>{Input($"requests{number}", row.Requests, $"Requests a day, row {number}")}</td>
        <td>{Input($"input{number}", row.Input, $"Input tokens, row {number}")}</td>
        <td>{Input($"cached{number}", row.Cached, $"Cached input tokens, row {number}")}</td>
        <td>{Input($"output{number}", row.Output, $"Output tokens, row {number}")}</td>
        </tr>
        """;

    private static string Field(string name, string label, string value) =>
        $"""<label>{Text(label)} <input name="{name}" inputmode="numeric" autocomplete="off" value="{Text(value)}"></label>""";

    private static string Input(string name, string value, string label) =>
        $"""<input name="{name}" inputmode="numeric" autocomplete="off" value="{Text(value)}" aria-label="{Text(label)}">""";

    private static string Errors(IReadOnlyList<FieldViolation> wrong) =>
        $"""<div class="alert" role="alert"><p>This cannot be priced yet:</p><ul>{string.Concat(wrong.Select(violation => $"<li>{Text(violation.Field)} {Text(violation.Description)}</li>"))}</ul></div>""";

    private static string Results(IReadOnlyList<PlanQuote> quotes) =>
        $"""<div class="plans">{string.Concat(quotes.Select((quote, i) => Card(quote, i == 0 && quotes.Count > 1)))}</div>""";

    private static string Card(PlanQuote quote, bool cheapest)
    {
        var (plan, statement) = quote;
        return $"""
            <article class="plan{(cheapest ? " best" : "")}" aria-labelledby="plan-{Text(plan.PlanId)}">
            <h3 id="plan-{Text(plan.PlanId)}">{Text(plan.DisplayName)}{Badge(cheapest)}</h3>
            <p class="total">{Money(statement.Total, plan.Currency)}</p>
            <p class="soft">{Money(plan.RecurringFee, plan.Currency)} a month{(plan.SeatFee > 0 ? $", {Money(plan.SeatFee, plan.Currency)} a seat" : "")}{Trial(plan)}</p>{Promise(plan)}
            <details{(cheapest ? " open" : "")}><summary>{statement.Lines.Count} lines</summary>
            <table><thead><tr><th scope="col">Line</th><th scope="col" class="number">Quantity</th><th scope="col" class="number">Included</th><th scope="col" class="number">Amount</th></tr></thead>
            <tbody>{string.Concat(statement.Lines.Select(line => Line(line, plan.Currency)))}</tbody>
            <tfoot><tr><th scope="row" colspan="3">Total</th><td class="number">{Money(statement.Total, plan.Currency)}</td></tr></tfoot></table>
            </details>
            </article>
            """;
    }

    private static string Badge(bool cheapest) => cheapest ? """ <span class="badge">Lowest price</span>""" : "";

    private static string Trial(Plan plan) => plan.TrialDays > 0 ? $", the first {plan.TrialDays} days free" : "";

    private static string Promise(Plan plan) => plan.ServiceLevel is not { } level ? "" : string.Create(
        CultureInfo.InvariantCulture,
        $"""<p class="soft">{level.AvailabilityPercent} % of requests answered; up to {level.MaxCreditPercent:0.####} % of the fee back where a promise is missed</p>""");

    private static string Line(StatementLine line, string currency) =>
        $"""<tr><th scope="row">{Text(line.Description)}</th><td class="number">{Number(line.Quantity)}</td><td class="number">{(line.Included == 0 ? "" : Number(line.Included))}</td><td class="number">{Money(line.Amount, currency)}</td></tr>""";

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Money(decimal amount, string currency) => $"{Text(currency)}&nbsp;{amount.ToString("N2", CultureInfo.InvariantCulture)}";

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(CalculatorPage).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
