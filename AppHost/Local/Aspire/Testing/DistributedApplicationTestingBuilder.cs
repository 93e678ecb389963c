using Tollgate.AppHost.Local;

namespace Aspire.Hosting.Testing;

/// <summary>Runs an app host inside a test.</summary>
public static class DistributedApplicationTestingBuilder
{
    /// <summary>
    /// The description of the app host that <typeparamref name="TEntryPoint"/> belongs to, with settings of the test's own. Its data
    /// folder is temporary unless the arguments name one.
    /// </summary>
    public static async Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(string[] args, CancellationToken cancellationToken = default)
        where TEntryPoint : class
    {
        var arguments = args.Any(argument => argument.StartsWith("--Data:Folder=", StringComparison.Ordinal))
            ? args
            : [.. args, $"--Data:Folder={Path.Combine(Path.GetTempPath(), $"tollgate-{Guid.NewGuid():N}")}", "--Data:Temporary=true"];

        var builder = await new EntryPointCapture(typeof(TEntryPoint).Assembly, arguments).RunAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        return new TestingBuilder(builder);
    }

    /// <inheritdoc cref="CreateAsync{TEntryPoint}(string[], CancellationToken)" />
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(CancellationToken cancellationToken = default)
        where TEntryPoint : class => CreateAsync<TEntryPoint>([], cancellationToken);
}
