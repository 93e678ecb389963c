using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Routing.V1;
using Tollgate.Routing.Policies;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Routing.Runs;

/// <summary>Proto to domain, with everything that is wrong named at once.</summary>
internal static class RunMapping
{
    public static RunCommand ToCommand(RunRequest request, BudgetPressure pressure, DateTimeOffset now)
    {
        var check = new Validation();
        check.Require(Guid.TryParse(request.OperationId, out var operationId), "operation_id", "must be a UUID");
        RequireTenant(check, request.Caller);
        check.Require(!request.Prompt.IsEmpty, "prompt", "is required");
        RequirePrompt(check, request.Traits, request.MaxOutputTokens);
        check.Require(request.Payer is Payer.Customer or Payer.Platform, "payer", "must say who pays");
        check.ThrowIfInvalid();

        return new RunCommand
        {
            OperationId = operationId,
            Caller = request.Caller,
            Question = new RouteQuestion
            {
                Model = request.Model,
                Policy = request.Policy,
                Prompt = ToFacts(request.Traits, request.MaxOutputTokens),
                Region = request.Region,
                Pressure = pressure,
                At = now,
            },
            Prompt = request.Prompt,
            Origins = request.Traits?.Origins ?? new TokenOrigins(),
            Stream = request.Stream,
            Payer = request.Payer,
        };
    }

    public static RouteQuestion ToQuestion(EmbedRequest request, BudgetPressure pressure, DateTimeOffset now)
    {
        var check = new Validation();
        check.Require(Guid.TryParse(request.OperationId, out _), "operation_id", "must be a UUID");
        RequireTenant(check, request.Caller);
        check.Require(request.Texts.Count > 0, "texts", "is required");
        check.Require(request.Payer is Payer.Customer or Payer.Platform, "payer", "must say who pays");
        check.ThrowIfInvalid();

        // How long each text may be is for Inference to say, which counts them; what it is not, is a prompt.
        return new RouteQuestion { Model = request.Model, Prompt = new PromptFacts(0, 0), Region = request.Region, Pressure = pressure, At = now };
    }

    public static RouteQuestion ToQuestion(EstimateRequest request, BudgetPressure pressure, DateTimeOffset now)
    {
        var check = new Validation();
        RequireTenant(check, request.Caller);
        RequirePrompt(check, request.Traits, request.MaxOutputTokens);
        check.ThrowIfInvalid();

        return new RouteQuestion
        {
            Model = request.Model,
            Policy = request.Policy,
            Prompt = ToFacts(request.Traits, request.MaxOutputTokens),
            Region = request.Region,
            Pressure = pressure,
            At = now,
        };
    }

    private static void RequireTenant(Validation check, Caller? caller) =>
        check.Require(!string.IsNullOrEmpty(caller?.TenantId), "caller.tenant_id", "is required");

    private static void RequirePrompt(Validation check, PromptTraits? traits, int maxOutputTokens)
    {
        check.Require(maxOutputTokens >= 1, "max_output_tokens", "must be at least 1");
        var origins = traits?.Origins ?? new TokenOrigins();
        long[] counts = [origins.System, origins.History, origins.Retrieved, origins.User, origins.ToolSchema, origins.ToolResult];
        check.Require(counts.All(count => count is >= 0 and <= int.MaxValue), "traits.origins", "counts must be between 0 and 2,147,483,647");
    }

    private static PromptFacts ToFacts(PromptTraits? traits, int maxOutputTokens)
    {
        var origins = traits?.Origins ?? new TokenOrigins();
        var input = origins.System + origins.History + origins.Retrieved + origins.User + origins.ToolSchema + origins.ToolResult;
        return new PromptFacts(
            input, maxOutputTokens, traits?.Vision ?? false, traits?.JsonSchema ?? false, traits?.Grounded ?? false, traits?.Tools ?? false);
    }
}
