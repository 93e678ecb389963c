using Npgsql;
using NpgsqlTypes;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Accounts;
using Tollgate.Intake.Prompting;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Intake.Assistants;

/// <summary>Creates an assistant, or replaces it.</summary>
internal sealed class PutAssistantHandler(AccountsWriter writer, AccountsCache accounts, Outbox outbox, TimeProvider clock)
{
    private const string Upsert = $"""
        insert into assistants ({AccountRows.AssistantColumns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        on conflict (tenant_id, assistant_id) do update set
            system_prompt = excluded.system_prompt, knowledge_base = excluded.knowledge_base,
            knowledge_token_budget = excluded.knowledge_token_budget, model = excluded.model, policy = excluded.policy,
            max_tokens = excluded.max_tokens, temperature = excluded.temperature,
            require_knowledge = excluded.require_knowledge, version = excluded.version
        """;

    public async Task<AssistantSettings> HandleAsync(AssistantSettings assistant, CancellationToken cancellationToken)
    {
        Validate(assistant);
        if (await accounts.FindTenantAsync(assistant.TenantId, cancellationToken) is null)
            throw TollgateException.NotFound(AccountReasons.UnknownTenant, $"There is no tenant '{assistant.TenantId}'.");
        return await writer.ChangeAsync(
            (transaction, version) => WriteAsync(transaction, assistant with { Version = version }, cancellationToken), cancellationToken);
    }

    private static void Validate(AssistantSettings assistant)
    {
        var validation = new Validation();
        validation.Require(Names.IsId(assistant.TenantId), "assistant.tenant_id", Names.Rule);
        validation.Require(Names.IsId(assistant.AssistantId), "assistant.assistant_id", Names.Rule);
        PromptTemplate.Validate(assistant.SystemPrompt, validation, "assistant.system_prompt");
        validation.Require(
            assistant.KnowledgeBase.Length == 0 || Names.IsId(assistant.KnowledgeBase), "assistant.knowledge_base", Names.Rule);
        validation.Require(
            assistant.KnowledgeTokenBudget is >= 0 and <= 100_000, "assistant.knowledge_token_budget", "must be between 0 and 100,000");
        validation.Require(Names.IsLabel(assistant.Model, 128), "assistant.model", "must be at most 128 printable characters");
        validation.Require(Names.IsLabel(assistant.Policy, 64), "assistant.policy", "must be at most 64 printable characters");
        validation.Require(assistant.MaxTokens >= 0, "assistant.max_tokens", "must not be negative");
        validation.Require(assistant.Temperature is null or (>= 0 and <= 2), "assistant.temperature", "must be between 0 and 2");
        validation.ThrowIfInvalid();
    }

    private async Task<AssistantSettings> WriteAsync(
        NpgsqlTransaction transaction, AssistantSettings assistant, CancellationToken cancellationToken)
    {
        await using var upsert = new NpgsqlCommand(Upsert, transaction.Connection, transaction)
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = assistant.TenantId },
                new NpgsqlParameter<string> { TypedValue = assistant.AssistantId },
                new NpgsqlParameter<string> { TypedValue = assistant.SystemPrompt },
                new NpgsqlParameter<string> { TypedValue = assistant.KnowledgeBase },
                new NpgsqlParameter<int> { TypedValue = assistant.KnowledgeTokenBudget },
                new NpgsqlParameter<string> { TypedValue = assistant.Model },
                new NpgsqlParameter<string> { TypedValue = assistant.Policy },
                new NpgsqlParameter<int> { TypedValue = assistant.MaxTokens },
                new NpgsqlParameter { Value = (object?)assistant.Temperature ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Double },
                new NpgsqlParameter<bool> { TypedValue = assistant.RequireKnowledge },
                new NpgsqlParameter<long> { TypedValue = assistant.Version },
            },
        };
        await upsert.ExecuteNonQueryAsync(cancellationToken);
        var message = new AssistantChanged
        {
            TenantId = assistant.TenantId,
            AssistantId = assistant.AssistantId,
            Version = assistant.Version,
        };
        await outbox.AddAsync(transaction, Guid.CreateVersion7(clock.GetUtcNow()), message, cancellationToken);
        return assistant;
    }
}
