using Npgsql;
using Tollgate.Intake.Accounts;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.Tenants;

/// <summary>Asks for a new tenant.</summary>
internal sealed record CreateTenant(string TenantId, string DisplayName, string Region, string TimeZone, int AnswerRetentionDays);

internal sealed class CreateTenantHandler(AccountsWriter writer, TimeProvider clock)
{
    private const string Insert = $"""
        with inserted as (
            insert into tenants ({AccountRows.TenantColumns}) values ($1, $2, $3, $4, $5, $6, $7)
            on conflict (tenant_id) do nothing
            returning {AccountRows.TenantColumns})
        select {AccountRows.TenantColumns} from inserted
        union all
        select {AccountRows.TenantColumns} from tenants where tenant_id = $1 and not exists (select 1 from inserted)
        """;

    public async Task<TenantSettings> HandleAsync(CreateTenant command, CancellationToken cancellationToken)
    {
        var wanted = command with { TimeZone = command.TimeZone.Length == 0 ? "Etc/UTC" : command.TimeZone };
        Validate(wanted);

        var stored = await writer.ChangeAsync(
            (transaction, version) => InsertAsync(transaction, wanted, version, cancellationToken), cancellationToken);
        if (stored is null || !IsSame(stored, wanted))
            throw TollgateException.AlreadyExists(AccountReasons.TenantExists, $"Tenant '{command.TenantId}' exists with other fields.");
        return stored;
    }

    private static bool IsSame(TenantSettings stored, CreateTenant wanted) =>
        new CreateTenant(stored.TenantId, stored.DisplayName, stored.Region, stored.TimeZone, stored.AnswerRetentionDays) == wanted;

    private static void Validate(CreateTenant command)
    {
        var validation = new Validation();
        validation.Require(Names.IsId(command.TenantId), "tenant.tenant_id", Names.Rule);
        validation.Require(Names.IsLabel(command.DisplayName, 128), "tenant.display_name", "must be at most 128 printable characters");
        validation.Require(command.Region.Length == 0 || Names.IsId(command.Region), "tenant.region", Names.Rule);
        validation.Require(
            TimeZoneInfo.TryFindSystemTimeZoneById(command.TimeZone, out _), "tenant.time_zone", "must be an IANA time zone such as \"Europe/Berlin\"");
        validation.Require(
            command.AnswerRetentionDays is >= 0 and <= 30, "tenant.answer_retention_days", "must be between 0 and 30");
        validation.ThrowIfInvalid();
    }

    private async Task<TenantSettings?> InsertAsync(
        NpgsqlTransaction transaction, CreateTenant tenant, long version, CancellationToken cancellationToken)
    {
        await using var insert = new NpgsqlCommand(Insert, transaction.Connection, transaction)
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = tenant.TenantId },
                new NpgsqlParameter<string> { TypedValue = tenant.DisplayName },
                new NpgsqlParameter<string> { TypedValue = tenant.Region },
                new NpgsqlParameter<string> { TypedValue = tenant.TimeZone },
                new NpgsqlParameter<int> { TypedValue = tenant.AnswerRetentionDays },
                new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() },
                new NpgsqlParameter<long> { TypedValue = version },
            },
        };
        await using var reader = await insert.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? AccountRows.ReadTenant(reader) : null;
    }
}
