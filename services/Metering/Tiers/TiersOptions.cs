using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Tollgate.Metering.Ledger;

namespace Tollgate.Metering.Tiers;

/// <summary>
/// Where usage goes that is no longer hot, and how long it is kept. Section <c>Tiers</c>. What a tenant is kept otherwise is its rule
/// (<c>ArchivesService.SetTierRule</c>).
/// </summary>
public sealed class TiersOptions
{
    /// <summary>Folder of the warm tier, shared by all replicas. Empty: everything stays in the database for good.</summary>
    public string WarmFolder { get; set; } = "";

    /// <summary>Folder of the cold tier. Empty: files stay warm until they expire.</summary>
    public string ColdFolder { get; set; } = "";

    /// <summary>Days in the database. Longer than usage may come late (<c>Ledger:MaxAge</c>), so that nothing arrives for a day that is gone.</summary>
    [Range(3, 3660)]
    public int HotDays { get; set; } = 92;

    /// <summary>Days after which files move to the cold tier.</summary>
    [Range(4, 36_600)]
    public int WarmDays { get; set; } = 366;

    /// <summary>Days after which they are deleted: ten years, as books are kept.</summary>
    [Range(5, 36_600)]
    public int KeepDays { get; set; } = 3660;

    /// <summary>What a GiB costs for a month in the warm tier, in the currency of the books. Zero: it is not entered as a cost.</summary>
    [Range(typeof(decimal), "0", "1000")]
    public decimal WarmPrice { get; set; }

    /// <summary>The same in the cold tier.</summary>
    [Range(typeof(decimal), "0", "1000")]
    public decimal ColdPrice { get; set; }

    /// <summary>How often it is looked after.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);
}

/// <summary>The days must follow each other, and nothing may arrive for one that is gone.</summary>
internal sealed class TiersOptionsValidator(IOptions<LedgerOptions> ledger) : IValidateOptions<TiersOptions>
{
    // An attempt's id, its start and its end may lie on different days.
    private const int Turns = 2;

    public ValidateOptionsResult Validate(string? name, TiersOptions options) =>
        options.WarmFolder.Length == 0 ? ValidateOptionsResult.Success
        : options.HotDays < ledger.Value.MaxAge.TotalDays + Turns
            ? ValidateOptionsResult.Fail($"Tiers:HotDays ({options.HotDays}) must be at least {Turns} more than the days of Ledger:MaxAge ({ledger.Value.MaxAge.TotalDays:0}).")
        : options.ColdFolder.Length > 0 && FullPath(options.ColdFolder) == FullPath(options.WarmFolder)
            ? ValidateOptionsResult.Fail("Tiers:ColdFolder must be another folder than WarmFolder: what has moved is deleted where it was.")
        : options.WarmDays <= options.HotDays || options.KeepDays <= options.WarmDays
            ? ValidateOptionsResult.Fail($"Tiers:HotDays ({options.HotDays}), WarmDays ({options.WarmDays}) and KeepDays ({options.KeepDays}) must grow.")
        : ValidateOptionsResult.Success;

    private static string FullPath(string folder) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
}
