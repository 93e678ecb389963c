using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tollgate.Billing.Invoices;

/// <summary>
/// Everything an invoice says, and nothing else: its page is a function of it. Written as JSON in one way only, so that the same invoice has
/// the same bytes. Amounts are text, with the decimals that are printed.
/// </summary>
internal sealed record InvoiceDocument
{
    /// <summary>The version of documents that are made now. Since 2 packs, minimums, maximums and discounts have kinds of their own.</summary>
    public const int Current = 2;

    /// <summary>Of this shape. A page is made by the code of its version for ever.</summary>
    public int Version { get; init; } = 1;

    public required string InvoiceId { get; init; }

    /// <summary>Empty in a draft.</summary>
    public required string Number { get; init; }

    public required IReadOnlyList<string> Seller { get; init; }
    public required string Customer { get; init; }
    public required string Plan { get; init; }
    public required string PlanVersion { get; init; }

    /// <summary>The price experiment and variant that the version is from, as "experiment/variant"; null: from none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PriceExperiment { get; init; }

    public required string PeriodStart { get; init; }
    public required string PeriodEnd { get; init; }

    /// <summary>Empty in a draft.</summary>
    public required string IssueTime { get; init; }

    /// <summary>Empty in a draft.</summary>
    public required string DueTime { get; init; }

    public required string Currency { get; init; }
    public required IReadOnlyList<DocumentLine> Lines { get; init; }
    public required string Subtotal { get; init; }
    public required IReadOnlyList<DocumentTax> Taxes { get; init; }
    public required string Total { get; init; }

    /// <summary>The one way to write it.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, DocumentJson.Default.InvoiceDocument);

    public static InvoiceDocument Parse(string json) => JsonSerializer.Deserialize(json, DocumentJson.Default.InvoiceDocument)!;

    /// <summary>SHA-256 in lower-case hexadecimal.</summary>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

/// <summary>A line as it is printed.</summary>
internal sealed record DocumentLine(
    int Line, string Kind, string ChargeId, string Description, string UsagePeriodStart, long Quantity, long Included, string Amount,
    long AfterSequence, long ThroughSequence);

/// <summary>A tax as it is printed.</summary>
internal sealed record DocumentTax(string Name, string Percent, string Amount);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(InvoiceDocument))]
internal sealed partial class DocumentJson : JsonSerializerContext;
