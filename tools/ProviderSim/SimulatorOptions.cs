using System.ComponentModel.DataAnnotations;

namespace Tollgate.ProviderSim;

/// <summary>Settings of the simulator as a whole, bound from the section <c>ProviderSim</c>.</summary>
public sealed class SimulatorOptions
{
    public const string Section = "ProviderSim";

    /// <summary>The key used where none is configured. It opens a simulator, nothing else.</summary>
    public const string DefaultApiKey = "sk-sim-local";

    /// <summary>Keys accepted from callers; <c>sk-sim-local</c> when none is given.</summary>
    public IList<string> ApiKeys { get; } = [];

    /// <summary>Key for the control API and the organisation reports.</summary>
    [Required, MinLength(8)]
    public string AdminKey { get; set; } = "sk-sim-admin";

    /// <summary>The project that every key belongs to, as the costs report names it.</summary>
    [Required]
    public string Project { get; set; } = "proj_sim";

    /// <summary>Folder of the ledger; created when absent, used by one process at a time.</summary>
    [Required]
    public string DataFolder { get; set; } = ".tollgate/provider-sim";

    /// <summary>Price list; the one shipped with the simulator when empty.</summary>
    public string? PricesFile { get; set; }

    /// <summary>Model list; the one shipped with the simulator when empty.</summary>
    public string? ModelsFile { get; set; }

    /// <summary>Answers given in advance, as JSON lines; none when empty.</summary>
    public string? RecordedAnswers { get; set; }

    /// <summary>Largest request body accepted, in bytes.</summary>
    [Range(1024, 1L << 30)]
    public long MaxRequestBytes { get; set; } = 64L << 20;

    /// <summary>Refuse parameters that the real model refuses, such as a temperature for a reasoning model.</summary>
    public bool RejectUnsupportedParameters { get; set; } = true;
}
