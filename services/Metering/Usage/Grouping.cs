using System.Globalization;
using Npgsql;
using Tollgate.Contracts.Common.V1;
using Tollgate.Metering.Budgets;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Metering.Usage;

/// <summary>Groups that callers ask for by name, and the columns they stand for. Nothing a caller writes becomes SQL.</summary>
internal sealed class Grouping
{
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["hour"] = "hour",
        ["day"] = "date_trunc('day', hour, 'UTC')",
        ["tenant"] = "tenant_id",
        ["assistant"] = "assistant_id",
        ["user"] = "user_id",
        ["model"] = "model",
        ["provider"] = "provider",
        ["payer"] = "payer",
        ["reason"] = "reason",
    };

    private readonly IReadOnlyList<string> names;

    private Grouping(IReadOnlyList<string> names) => this.names = names;

    public int Count => names.Count;

    /// <summary>The select list, ending in a comma unless empty.</summary>
    public string Select => string.Concat(names.Select(name => $"{Known[name]}, "));

    /// <summary>GROUP BY and ORDER BY, or nothing. Without a group there is one row.</summary>
    public string GroupBy => names.Count == 0 ? "" : $"GROUP BY {Ordinals} ORDER BY {Ordinals}";

    private string Ordinals => string.Join(", ", Enumerable.Range(1, names.Count));

    public static Grouping Of(IReadOnlyList<string> names, params ReadOnlySpan<string> allowed)
    {
        var rules = new Validation();
        for (var i = 0; i < names.Count; i++)
            rules.Require(allowed.Contains(names[i]), $"group_by[{i}]", $"must be one of {string.Join(", ", allowed)}");
        rules.ThrowIfInvalid();
        return new Grouping([.. names.Distinct()]);
    }

    public void Read(NpgsqlDataReader row, IDictionary<string, string> group)
    {
        for (var i = 0; i < names.Count; i++)
        {
            group[names[i]] = names[i] switch
            {
                "hour" => BudgetRows.ReadTime(row, i).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
                "day" => BudgetRows.ReadTime(row, i).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                "payer" => ((Payer)row.GetInt16(i)).ToString().ToLowerInvariant(),
                _ => row.GetString(i),
            };
        }
    }
}
