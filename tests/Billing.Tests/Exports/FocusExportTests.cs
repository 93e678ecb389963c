using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Billing.Exports;
using Tollgate.Billing.Rating;
using Tollgate.Contracts.Billing.V1;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.Testing;

namespace Tollgate.Billing.Tests.Exports;

[Collection(BillingCollection.Name)]
public partial class FocusExportTests(BillingFixture fixture)
{
    private readonly string tenant = $"t-{Guid.NewGuid():N}";

    [SkippableFact]
    public async Task Every_mandatory_column_is_there_with_the_type_nulls_and_format_of_the_specification()
    {
        var specification = Specification();
        await UseAsync();
        var (header, rows) = Read(await ExportAsync(ExportFormat.Csv));

        Assert.Equal(21, specification.Values.Count(column => column.FeatureLevel == "Mandatory"));
        Assert.Empty(specification.Values.Where(column => column.FeatureLevel == "Mandatory").Select(column => column.ColumnId).Except(header));
        Assert.All(header.Where(name => !IsOurs(name)), name => Assert.Contains(name, specification));
        Assert.NotEmpty(rows);
        foreach (var row in rows)
        {
            foreach (var (name, value) in row.Where(field => !IsOurs(field.Key)))
            {
                var column = specification[name];
                if (value is null)
                    Assert.True(column.AllowsNulls == "True", $"{name} is null");
                else if (column.DataType == "Decimal")
                    Assert.Matches(NumericFormat(), value);
                else if (column.DataType == "Date/Time")
                    Assert.Matches(TimeFormat(), value);
                else
                    Assert.NotEqual("", value);
            }

            Assert.Matches("^[A-Z]{3}$", row["BillingCurrency"]);
            Assert.Contains(row["ChargeCategory"], new[] { "Usage", "Purchase", "Tax", "Credit", "Adjustment" });
            Assert.Contains(row["ChargeFrequency"], new[] { "Usage-Based", "Recurring", "One-Time" });
            Assert.Contains(row["ChargeClass"], new[] { null, "Correction" });
            Assert.Equal("AI and Machine Learning", row["ServiceCategory"]);
            Assert.True(Instant(row, "BillingPeriodStart") <= Instant(row, "ChargePeriodStart"));
            Assert.True(Instant(row, "ChargePeriodStart") < Instant(row, "ChargePeriodEnd"));
            Assert.True(Instant(row, "ChargePeriodEnd") <= Instant(row, "BillingPeriodEnd"));
        }
    }

    [SkippableFact]
    public void The_types_in_the_file_are_those_of_the_specification()
    {
        var specification = Specification();

        var columns = FocusColumn.All.Where(column => !IsOurs(column.Name)).ToArray();
        Assert.All(columns, column => Assert.Equal(specification[column.Name].DataType, column switch
        {
            FocusColumn.Amount => "Decimal",
            FocusColumn.Time => "Date/Time",
            _ => "String",
        }));
        Assert.All(columns, column => Assert.True(!column.Nullable || specification[column.Name].AllowsNulls == "True", column.Name));
    }

    [Fact]
    public async Task Billed_costs_add_up_to_the_statement_to_the_last_digit()
    {
        await UseAsync();
        var (_, rows) = Read(await ExportAsync(ExportFormat.Csv));
        var statement = (await fixture.App.Statements.GetStatementAsync(new() { TenantId = tenant })).Statement;

        Assert.Equal(statement.Total.Nanos / 1_000_000_000m, rows.Sum(row => Amount(row, "BilledCost")));
        Assert.Contains("Adjustment", rows.Select(row => row["ChargeCategory"]));
        Assert.Equal(2, rows.Count(row => row["ChargeCategory"] == "Purchase"));
        Assert.Equal(
            statement.Lines.Where(line => line.ChargeId is not ("recurring" or "seats")).Sum(line => line.Quantity),
            rows.Where(row => row["ChargeCategory"] == "Usage").Sum(row => Amount(row, "PricingQuantity")));
        Assert.All(rows, row => Assert.All(["ListCost", "ContractedCost", "EffectiveCost"], cost => Assert.Equal(row["BilledCost"], row[cost])));
    }

    [Fact]
    public async Task A_period_with_a_plan_change_packs_and_packages_adds_up_too()
    {
        await UseAsync();
        await fixture.App.Subscriptions.BuyBurstPackAsync(new() { TenantId = tenant, PackId = "large-output-1m", RequestId = "pack" });
        await fixture.App.Subscriptions.ChangeSubscriptionAsync(
            new() { TenantId = tenant, RequestId = "change", PlanId = "enterprise", When = ChangeWhen.Immediately });
        await fixture.App.Services.GetRequiredService<RateUsage>().ExecuteAsync([Usage.Of(tenant, new() { Input = 7_000_003, Tool = 9 })], default);

        var (_, rows) = Read(await ExportAsync(ExportFormat.Csv));
        var statement = (await fixture.App.Statements.GetStatementAsync(new() { TenantId = tenant })).Statement;

        Assert.Equal(statement.Total.Nanos / 1_000_000_000m, rows.Sum(row => Amount(row, "BilledCost")));
        Assert.Equal(["fee", "pack", "rounding", "usage"], rows.Select(row => row["x_LineKind"]).Distinct().Order());
        Assert.Equal(["enterprise", "pro"], rows.Select(row => row["SkuId"]!.Split('/')[0]).Distinct().Order());
    }

    [Fact]
    public async Task The_same_export_is_the_same_bytes()
    {
        await UseAsync();

        foreach (var format in new[] { ExportFormat.Csv, ExportFormat.Parquet })
            Assert.Equal(await ExportAsync(format), await ExportAsync(format));
    }

    [Fact]
    public async Task Parquet_says_what_the_csv_says()
    {
        await UseAsync();
        var (header, rows) = Read(await ExportAsync(ExportFormat.Csv));

        var read = await FocusParquetReading.ReadAsync(await ExportAsync(ExportFormat.Parquet));

        Assert.Equal(header, read.Header);
        Assert.Equal(rows.Count, read.Rows.Count);
        for (var i = 0; i < rows.Count; i++)
            Assert.Equal(header.Select(name => rows[i][name]), read.Rows[i]);
    }

    [Fact]
    public async Task A_period_that_begins_outside_the_range_is_not_in_it()
    {
        await UseAsync();

        var (header, rows) = Read(await ExportAsync(ExportFormat.Csv, DateTime.UtcNow.AddDays(-40), DateTime.UtcNow.AddDays(-10)));

        Assert.NotEmpty(header);
        Assert.Empty(rows);
    }

    [Fact]
    public async Task A_malformed_request_is_refused_naming_every_field()
    {
        using var call = fixture.App.Exports.ExportFocus(new ExportFocusRequest { TenantId = "Bad Tenant" });

        var error = TollgateException.FromRpc(await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(default)));

        Assert.Equal(["end_time", "format", "start_time", "tenant_id"], error.Fields.Select(field => field.Field).Order());
    }

    // The specification keeps names that begin so free for columns of a provider's own.
    private static bool IsOurs(string name) => name.StartsWith("x_", StringComparison.Ordinal);

    private static DateTimeOffset Instant(Dictionary<string, string?> row, string column) =>
        DateTimeOffset.Parse(row[column]!, CultureInfo.InvariantCulture);

    private static decimal Amount(Dictionary<string, string?> row, string column) =>
        decimal.Parse(row[column]!, NumberStyles.Float & ~NumberStyles.AllowExponent, CultureInfo.InvariantCulture);

    // Quoted fields here hold no line ends: only commas need care.
    private static (string[] Header, List<Dictionary<string, string?>> Rows) Read(byte[] csv)
    {
        var lines = Encoding.UTF8.GetString(csv).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Fields).ToArray();
        var header = lines[0].Select(name => name!).ToArray();
        return (header, [.. lines[1..].Select(fields => header.Zip(fields).ToDictionary(pair => pair.First, pair => pair.Second))]);
    }

    private static List<string?> Fields(string line) =>
        [.. Field().Matches(line).Select(match => match.Groups[1].Success ? match.Groups[1].Value.Replace("\"\"", "\"", StringComparison.Ordinal)
            : match.Groups[2].Value is { Length: > 0 } plain ? plain : null)];

    private static Dictionary<string, Column> Specification() => JsonSerializer.Deserialize<Column[]>(
        File.ReadAllText(SharedData.Path("billing/focus_columns.json")), new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower })!
        .ToDictionary(column => column.ColumnId);

    private async Task UseAsync()
    {
        await fixture.App.Subscriptions.CreateSubscriptionAsync(new() { TenantId = tenant, PlanId = "pro", Seats = 3 });
        await fixture.App.Services.GetRequiredService<RateUsage>().ExecuteAsync(
            [
                Usage.Of(tenant, new() { Input = 20_000_001, Output = 5_000_077 }),
                Usage.Of(tenant, new() { Input = 3, Tool = 1 }),
                Usage.Of(tenant, new() { Input = 2_500_007, CachedInput = 10 }, model: "gpt-4.1, the \"large\" one"),
            ],
            default);
    }

    private async Task<byte[]> ExportAsync(ExportFormat format, DateTime? start = null, DateTime? end = null)
    {
        using var file = new MemoryStream();
        using var call = fixture.App.Exports.ExportFocus(new ExportFocusRequest
        {
            TenantId = tenant,
            StartTime = Timestamp.FromDateTime(start ?? DateTime.UtcNow.AddDays(-1)),
            EndTime = Timestamp.FromDateTime(end ?? DateTime.UtcNow.AddDays(1)),
            Format = format,
        });
        await foreach (var part in call.ResponseStream.ReadAllAsync())
            file.Write(part.Data.Span);
        return file.ToArray();
    }

    [GeneratedRegex("""(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))""")]
    private static partial Regex Field();

    [GeneratedRegex(@"^-?(0|[1-9]\d*)(\.\d+)?$")]
    private static partial Regex NumericFormat();

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$")]
    private static partial Regex TimeFormat();

    private sealed record Column(string ColumnId, string FeatureLevel, string DataType, string AllowsNulls);
}
