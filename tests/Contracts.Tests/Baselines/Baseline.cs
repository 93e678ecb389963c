using Tollgate.Testing;

namespace Tollgate.Contracts.Tests.Baselines;

/// <summary>The committed baselines, and how they are renewed.</summary>
internal static class Baseline
{
    public const string UpdateVariable = "TOLLGATE_UPDATE_BASELINE";
    public const string HowToUpdate = $"Run `{UpdateVariable}=1 dotnet test tests/Contracts.Tests` and commit contracts/baselines with the change.";

    public static bool Updating => Environment.GetEnvironmentVariable(UpdateVariable) == "1";

    public static string Path(string file) => RepositoryRoot.Combine(System.IO.Path.Combine("contracts", "baselines", file));

    public static Surface Read(string file) => File.Exists(Path(file)) ? Surface.Parse(File.ReadAllText(Path(file))) : new Surface();

    /// <summary>
    /// Holds the current surface against the committed one. A break fails always, also while updating: what is published cannot be taken
    /// back by a command. An addition fails until the baseline is updated, so that it is seen in review.
    /// </summary>
    public static void Check(string file, Surface current)
    {
        var baseline = Read(file);
        var breaks = Surface.Breaks(baseline, current);
        Assert.True(breaks.Count == 0, $"Breaking changes; make a v2 instead:\n{string.Join('\n', breaks)}");

        if (Updating)
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(file))!);
            File.WriteAllText(Path(file), current.ToString());
            return;
        }

        var additions = Surface.Additions(baseline, current);
        Assert.True(additions.Count == 0, $"{HowToUpdate}\nNew:\n{string.Join('\n', additions)}");
    }
}
