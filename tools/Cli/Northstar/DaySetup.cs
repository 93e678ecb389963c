using System.Diagnostics;
using Google.Protobuf;
using Tollgate.Cli.Platform;
using Tollgate.Contracts.Billing.V1;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Contracts.Retrieval.V1;

namespace Tollgate.Cli.Northstar;

/// <summary>Puts a day's tenants, plans, assistants, documents and budgets into a platform. Doing it again changes nothing.</summary>
public sealed class DaySetup(PlatformClients platform)
{
    private static readonly TimeSpan IndexPatience = TimeSpan.FromMinutes(2);

    /// <summary>Returns an API key for each tenant.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ApplyAsync(Day day, Action<string> progress, CancellationToken cancellationToken)
    {
        var keys = new Dictionary<string, string>();
        foreach (var tenant in day.Tenants)
        {
            progress($"tenant {tenant.DisplayName} on plan {tenant.Plan}");
            keys[tenant.TenantId] = await TenantAsync(tenant, cancellationToken);
        }

        foreach (var assistant in day.Assistants)
        {
            await platform.Admin.PutAssistantAsync(ToRequest(assistant), cancellationToken: cancellationToken);
            foreach (var document in assistant.Documents ?? [])
                await IngestAsync(day, assistant, document, cancellationToken);
        }

        foreach (var budget in day.Budgets)
            await platform.Budgets.CreateBudgetAsync(new CreateBudgetRequest { Budget = ToBudget(budget) }, cancellationToken: cancellationToken);
        foreach (var knowledge in day.Assistants.Where(a => a.KnowledgeBase.Length > 0).Select(a => (a.TenantId, a.KnowledgeBase)).Distinct())
        {
            progress($"indexing {knowledge.KnowledgeBase}");
            await UntilIndexedAsync(platform, knowledge.TenantId, knowledge.KnowledgeBase, IndexPatience, cancellationToken);
        }

        return keys;
    }

    /// <summary>Creates a tenant on a plan, and a key for it.</summary>
    public async Task<string> TenantAsync(DayTenant tenant, CancellationToken cancellationToken)
    {
        await platform.Admin.CreateTenantAsync(
            new CreateTenantRequest
            {
                Tenant = new Tenant
                {
                    TenantId = tenant.TenantId,
                    DisplayName = tenant.DisplayName,
                    Region = tenant.Region,
                    TimeZone = tenant.TimeZone,
                    AnswerRetentionDays = 1,
                },
            },
            cancellationToken: cancellationToken);
        await platform.Subscriptions.CreateSubscriptionAsync(
            new CreateSubscriptionRequest { TenantId = tenant.TenantId, PlanId = tenant.Plan, Seats = tenant.Seats },
            cancellationToken: cancellationToken);
        var key = await platform.Admin.CreateApiKeyAsync(
            new CreateApiKeyRequest { TenantId = tenant.TenantId, Environment = "live", DisplayName = "sample" }, cancellationToken: cancellationToken);
        return key.Secret;
    }

    /// <summary>A key that needs nothing but a question: bound to an assistant.</summary>
    public static async Task<string> FirstCallKeyAsync(PlatformClients platform, DayAssistant assistant, CancellationToken cancellationToken)
    {
        var key = await platform.Admin.CreateApiKeyAsync(
            new CreateApiKeyRequest
            {
                TenantId = assistant.TenantId,
                AssistantId = assistant.AssistantId,
                Environment = "live",
                DisplayName = "first call",
            },
            cancellationToken: cancellationToken);
        return key.Secret;
    }

    /// <summary>Waits until nothing of a knowledge base is pending.</summary>
    public static async Task UntilIndexedAsync(
        PlatformClients platform, string tenant, string knowledgeBase, TimeSpan patience, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var state = await platform.Retrieval.GetKnowledgeBaseAsync(
                new GetKnowledgeBaseRequest { TenantId = tenant, KnowledgeBase = knowledgeBase }, cancellationToken: cancellationToken);
            if (state is { DocumentsPending: 0, DocumentsIndexed: > 0 })
                return;
            if (watch.Elapsed > patience)
                throw new CliException($"{state.DocumentsPending} documents of {knowledgeBase} were not indexed after {patience.TotalSeconds:0} s.");
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }
    }

    private async Task IngestAsync(Day day, DayAssistant assistant, string document, CancellationToken cancellationToken) =>
        await platform.Retrieval.IngestDocumentAsync(
            new IngestDocumentRequest
            {
                TenantId = assistant.TenantId,
                KnowledgeBase = assistant.KnowledgeBase,
                DocumentId = document,
                MediaType = MediaTypes.Of(document),
                Content = ByteString.CopyFrom(await File.ReadAllBytesAsync(Path.Combine(day.Folder, document), cancellationToken)),
                Uri = $"samples/{Path.GetFileName(day.Folder)}/{document}",
            },
            cancellationToken: cancellationToken);

    private static PutAssistantRequest ToRequest(DayAssistant assistant) => new()
    {
        Assistant = new Assistant
        {
            TenantId = assistant.TenantId,
            AssistantId = assistant.AssistantId,
            SystemPrompt = assistant.SystemPrompt,
            KnowledgeBase = assistant.KnowledgeBase,
            Model = assistant.Model,
            Policy = assistant.Policy,
            MaxTokens = assistant.MaxTokens,
        },
    };

    private static Budget ToBudget(DayBudget budget)
    {
        var result = new Budget
        {
            BudgetId = budget.BudgetId,
            TenantId = budget.TenantId,
            Scope = Parse<BudgetScope>(budget.Scope),
            ScopeId = budget.ScopeId,
            Period = Parse<BudgetPeriod>(budget.Period),
            Hard = budget.Hard,
        };
        if (budget.CostLimitUsd is { } usd)
            result.CostLimit = new Money { Currency = "USD", Nanos = (long)(usd * 1_000_000_000m) };
        if (budget.TokenLimit is { } tokens)
            result.TokenLimit = tokens;
        result.Thresholds.AddRange((budget.Thresholds ?? []).Select(t =>
            new BudgetThreshold { Percent = t.Percent, Action = Parse<BudgetAction>(t.Action) }));
        return result;
    }

    private static T Parse<T>(string name)
        where T : struct, Enum =>
        Enum.TryParse<T>(name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var value)
            ? value
            : throw new CliException($"'{name}' is none of {string.Join(", ", Enum.GetNames<T>())}.");
}
