using System.Globalization;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.Tokens;

namespace Tollgate.Billing.Calculator;

/// <summary>A row of the form as it was typed.</summary>
internal sealed record CalculatorRow(string Model, string Requests, string Input, string Cached, string Output)
{
    /// <summary>Nothing was typed.</summary>
    public bool IsEmpty => Model.Length == 0 && Requests.Length == 0;
}

/// <summary>
/// The form of the page, as its address carries it: a quote can be kept and sent as a link. What was typed is kept as it was, wrong or not.
/// </summary>
internal sealed record CalculatorForm(IReadOnlyList<CalculatorRow> Rows, string Days, string Seats, string Users, string Assistants)
{
    /// <summary>Rows that the page offers.</summary>
    public const int RowCount = 4;

    private static readonly CalculatorForm Example = new(
        [new("gpt-4.1-mini", "5000", "1200", "400", "250"), new("o4-mini", "600", "2000", "0", "500"), new("gpt-4.1", "200", "3000", "0", "600"), new("", "", "", "", "")],
        "30", "5", "40", "2");

    /// <summary>What was asked, or an example where nothing was.</summary>
    public static CalculatorForm Read(IQueryCollection query)
    {
        if (query.Count == 0)
            return Example;
        string Text(string name) => query[name].ToString().Trim() is var text && text.Length > 256 ? text[..256] : text;
        return new(
            [.. Enumerable.Range(1, RowCount).Select(i => new CalculatorRow(Text($"model{i}"), Text($"requests{i}"), Text($"input{i}"), Text($"cached{i}"), Text($"output{i}")))],
            Text("days"), Text("seats"), Text("users"), Text("assistants"));
    }

    /// <summary>The workload that it describes, or what is wrong with it.</summary>
    public (Workload? Workload, IReadOnlyList<FieldViolation> Violations) Parse()
    {
        var wrong = new List<FieldViolation>();
        var workload = new Workload
        {
            Items = [.. Rows.Where(row => !row.IsEmpty).Select((row, i) => new WorkloadItem(
                row.Model,
                Number(row.Requests, $"Requests a day, row {i + 1}", wrong),
                new TokenUsage
                {
                    Input = Number(row.Input, $"Input tokens, row {i + 1}", wrong),
                    CachedInput = Number(row.Cached, $"Cached tokens, row {i + 1}", wrong),
                    Output = Number(row.Output, $"Output tokens, row {i + 1}", wrong),
                }))],
            Days = Small(Days, "Days", 30, wrong),
            Seats = Small(Seats, "Seats", 1, wrong),
            ActiveUsers = Small(Users, "Active users", 0, wrong),
            ActiveAssistants = Small(Assistants, "Assistants", 0, wrong),
        };
        if (wrong.Count > 0)
            return (null, wrong);

        try
        {
            var check = new Validation();
            WorkloadCheck.Require(check, workload);
            check.ThrowIfInvalid();
            return (workload, []);
        }
        catch (TollgateException ex)
        {
            return (null, ex.Fields);
        }
    }

    private static int Small(string text, string label, int otherwise, List<FieldViolation> wrong) =>
        text.Length == 0 ? otherwise : (int)Math.Min(int.MaxValue, Number(text, label, wrong));

    private static long Number(string text, string label, List<FieldViolation> wrong)
    {
        var number = 0L;
        if (text.Length > 0 && !long.TryParse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out number))
            wrong.Add(new(label, "must be a whole number"));
        return number;
    }
}
