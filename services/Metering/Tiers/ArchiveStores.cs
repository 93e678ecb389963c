using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Tollgate.Contracts.Metering.V1;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Metering.Tiers;

/// <summary>The stores of the tiers.</summary>
internal sealed class ArchiveStores(IOptions<TiersOptions> options)
{
    /// <summary>Whether usage is archived at all.</summary>
    public bool IsOn => options.Value.WarmFolder.Length > 0;

    /// <summary>Whether there is a cold tier.</summary>
    public bool HasCold => options.Value.ColdFolder.Length > 0;

    public IArchiveStore Of(UsageTier tier) => tier switch
    {
        UsageTier.Warm when IsOn => new DirectoryStore(options.Value.WarmFolder),
        UsageTier.Cold when HasCold => new DirectoryStore(options.Value.ColdFolder),
        _ => throw TollgateException.FailedPrecondition("TIER_NOT_CONFIGURED", $"There is no folder for the {tier} tier."),
    };

    /// <summary>Opens a file that is what was written.</summary>
    public async Task<Stream> OpenAsync(ArchiveFile file, CancellationToken cancellationToken)
    {
        var stream = await OpenAnyAsync(file, cancellationToken);
        if (await HashAsync(stream, cancellationToken) == file.Sha256)
            return stream;
        await stream.DisposeAsync();
        throw new InvalidDataException($"ARCHIVE_DAMAGED: {file.Tier} file {file.Path} is not what was written.");
    }

    // It may have moved since it was looked up.
    private async Task<Stream> OpenAnyAsync(ArchiveFile file, CancellationToken cancellationToken)
    {
        try
        {
            return await Of(file.Tier).OpenAsync(file.Path, cancellationToken);
        }
        catch (FileNotFoundException) when (file.Tier is UsageTier.Warm && HasCold)
        {
            return await Of(UsageTier.Cold).OpenAsync(file.Path, cancellationToken);
        }
    }

    /// <summary>SHA-256 of a stream that can be read again; it is at its start afterwards.</summary>
    public static async Task<string> HashAsync(Stream stream, CancellationToken cancellationToken)
    {
        stream.Position = 0;
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
        stream.Position = 0;
        return hash;
    }
}
