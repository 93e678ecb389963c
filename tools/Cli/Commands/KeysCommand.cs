using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Tollgate.Cli.Platform;
using Tollgate.Contracts.Intake.V1;

namespace Tollgate.Cli.Commands;

internal static class KeysCommand
{
    internal static Command Create() => new("keys", "API keys of the running platform.") { CreateKey(), List(), Revoke() };

    private static Option<string> Tenant() => new("--tenant") { Description = "Tenant id.", Required = true };

    private static Command CreateKey()
    {
        var tenant = Tenant();
        var assistant = new Option<string>("--assistant") { Description = "Only this assistant may be used." };
        var name = new Option<string>("--name") { Description = "What it is for." };
        var test = new Option<bool>("--test") { Description = "A key of the test environment." };
        var command = new Command("create", "Creates a key and shows it once.") { tenant, assistant, name, test };
        command.SetGuardedAction(async (result, console, cancellationToken) =>
        {
            using var platform = new PlatformClients(Attached.Addresses());
            var created = await platform.Admin.CreateApiKeyAsync(
                new CreateApiKeyRequest
                {
                    TenantId = result.GetValue(tenant)!,
                    AssistantId = result.GetValue(assistant) ?? "",
                    DisplayName = result.GetValue(name) ?? "",
                    Environment = result.GetValue(test) ? "test" : "live",
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
        var command = new Command("list", "Lists a tenant's keys, without their secrets.") { tenant };
        command.SetGuardedAction(async (result, console, cancellationToken) =>
        {
            using var platform = new PlatformClients(Attached.Addresses());
            var list = await platform.Admin.ListApiKeysAsync(
                new ListApiKeysRequest { TenantId = result.GetValue(tenant)! }, cancellationToken: cancellationToken);
            foreach (var key in list.ApiKeys)
            {
                var state = key.RevokeTime is { } at ? string.Create(CultureInfo.InvariantCulture, $"revoked {at.ToDateTimeOffset():u}") : "active";
                console.WriteLine($"{key.ApiKeyId}  {key.Environment}  {state}  {key.AssistantId}  {key.DisplayName}");
            }

            return 0;
        });
        return command;
    }

    private static Command Revoke()
    {
        var tenant = Tenant();
        var id = new Argument<string>("key-id") { Description = "Public id of the key." };
        var command = new Command("revoke", "Revokes a key on every replica.") { tenant, id };
        command.SetGuardedAction(async (result, console, cancellationToken) =>
        {
            using var platform = new PlatformClients(Attached.Addresses());
            await platform.Admin.RevokeApiKeyAsync(
                new RevokeApiKeyRequest { TenantId = result.GetValue(tenant)!, ApiKeyId = result.GetValue(id)! }, cancellationToken: cancellationToken);
            console.WriteLine("Revoked.");
            return 0;
        });
        return command;
    }
}
