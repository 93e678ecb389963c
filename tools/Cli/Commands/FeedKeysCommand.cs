using System.CommandLine;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Spectre.Console;
using Tollgate.Cli.Platform;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Cli.Commands;

internal static class FeedKeysCommand
{
    internal static Command Create() => new("feed-keys", "Credentials with which tenants read the feed of their own usage.") { CreateKey(), List(), Revoke() };

    private static Option<string> Tenant() => new("--tenant") { Description = "Tenant id.", Required = true };

    private static Command CreateKey()
    {
        var tenant = Tenant();
        var name = new Option<string>("--name") { Description = "What it is for." };
        var days = new Option<int?>("--days") { Description = "It ends after so many days." };
        var command = new Command("create", "Makes a credential and shows it once.") { tenant, name, days };
        command.SetGuardedAction(async (result, console, cancellationToken) =>
        {
            using var platform = new PlatformClients(Attached.Addresses());
            var created = await platform.Feed.CreateFeedCredentialAsync(
                new CreateFeedCredentialRequest
                {
                    Credential = new FeedCredential
                    {
                        CredentialId = Guid.CreateVersion7().ToString("D", CultureInfo.InvariantCulture),
                        TenantId = result.GetValue(tenant)!,
                        Description = result.GetValue(name) ?? "",
                        ExpireTime = result.GetValue(days) is { } count ? Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow().AddDays(count)) : null,
                    },
                },
                cancellationToken: cancellationToken);
            console.WriteLine(created.Secret);
            return 0;
        });
        return command;
    }

    private static Command List()
    {
        var tenant = Tenant();
        var command = new Command("list", "Lists a tenant's credentials, without their secrets.") { tenant };
        command.SetGuardedAction(async (result, console, cancellationToken) =>
        {
            using var platform = new PlatformClients(Attached.Addresses());
            var list = await platform.Feed.ListFeedCredentialsAsync(
                new ListFeedCredentialsRequest { TenantId = result.GetValue(tenant)! }, cancellationToken: cancellationToken);
            foreach (var credential in list.Credentials)
                console.WriteLine($"{credential.CredentialId}  {State(credential)}  {credential.Description}");
            return 0;
        });
        return command;
    }

    private static Command Revoke()
    {
        var id = new Argument<string>("credential-id") { Description = "Id of the credential." };
        var command = new Command("revoke", "Revokes a credential; streams that it opened end.") { id };
        command.SetGuardedAction(async (result, console, cancellationToken) =>
        {
            using var platform = new PlatformClients(Attached.Addresses());
            await platform.Feed.RevokeFeedCredentialAsync(
                new RevokeFeedCredentialRequest { CredentialId = result.GetValue(id)! }, cancellationToken: cancellationToken);
            console.WriteLine("Revoked.");
            return 0;
        });
        return command;
    }

    private static string State(FeedCredential credential) => credential switch
    {
        { RevokeTime: { } revoked } => string.Create(CultureInfo.InvariantCulture, $"revoked {revoked.ToDateTimeOffset():u}"),
        { ExpireTime: { } expires } => string.Create(CultureInfo.InvariantCulture, $"until {expires.ToDateTimeOffset():u}"),
        _ => "active",
    };
}
