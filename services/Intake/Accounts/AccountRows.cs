using Npgsql;

namespace Tollgate.Intake.Accounts;

/// <summary>The columns of the configuration tables, in one order, and how a row is read.</summary>
internal static class AccountRows
{
    public const string TenantColumns = "tenant_id, display_name, region, time_zone, answer_retention_days, create_time, version";

    public const string AssistantColumns =
        "tenant_id, assistant_id, system_prompt, knowledge_base, knowledge_token_budget, model, policy, max_tokens, temperature, require_knowledge, version";

    public const string KeyColumns =
        "api_key_id, tenant_id, assistant_id, environment, display_name, secret_hash, create_time, expire_time, revoke_time, version";

    public static TenantSettings ReadTenant(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt32(4),
        row.GetFieldValue<DateTimeOffset>(5), row.GetInt64(6));

    public static AssistantSettings ReadAssistant(NpgsqlDataReader row) => new()
    {
        TenantId = row.GetString(0),
        AssistantId = row.GetString(1),
        SystemPrompt = row.GetString(2),
        KnowledgeBase = row.GetString(3),
        KnowledgeTokenBudget = row.GetInt32(4),
        Model = row.GetString(5),
        Policy = row.GetString(6),
        MaxTokens = row.GetInt32(7),
        Temperature = row.IsDBNull(8) ? null : row.GetDouble(8),
        RequireKnowledge = row.GetBoolean(9),
        Version = row.GetInt64(10),
    };

    public static ApiKeyRecord ReadKey(NpgsqlDataReader row) => new()
    {
        ApiKeyId = row.GetString(0),
        TenantId = row.GetString(1),
        AssistantId = row.GetString(2),
        Environment = row.GetString(3),
        DisplayName = row.GetString(4),
        SecretHash = row.GetFieldValue<byte[]>(5),
        CreateTime = row.GetFieldValue<DateTimeOffset>(6),
        ExpireTime = row.IsDBNull(7) ? null : row.GetFieldValue<DateTimeOffset>(7),
        RevokeTime = row.IsDBNull(8) ? null : row.GetFieldValue<DateTimeOffset>(8),
        Version = row.GetInt64(9),
    };
}
