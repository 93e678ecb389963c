using System.Text;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Mapping;
using Tollgate.Contracts.Routing.V1;
using Inference = Tollgate.Contracts.Inference.V1;
using Receipt = Tollgate.Contracts.Intake.V1.Receipt;
using ToolCall = Tollgate.Contracts.Intake.V1.ToolCall;
using Usage = Tollgate.Tokens.TokenUsage;

namespace Tollgate.Intake.Completions;

/// <summary>What is known of a run so far. Kept apart from the call, so that a run that dies leaves what it did.</summary>
internal sealed class RunProgress
{
    private readonly HashSet<string> open = [];
    private readonly StringBuilder content = new();
    private readonly ToolCallAssembly calls = new();

    /// <summary>Routing was asked: from here on money may be spent.</summary>
    public bool Dispatched { get; set; }

    public Decision? Decision { get; private set; }

    public List<Attempt> Attempts { get; } = [];

    public RunCompleted? Completed { get; private set; }

    public Inference.BudgetLeft? BudgetLeft { get; private set; }

    public string Content => content.ToString();

    /// <summary>Calls of tools that the answer makes, as far as they have come.</summary>
    public IEnumerable<ToolCall> ToolCalls => calls.Whole;

    /// <summary>When the first piece of the answer was there; null while there is none.</summary>
    public DateTimeOffset? FirstTokenTime { get; set; }

    /// <summary>An attempt was started whose end was not heard.</summary>
    public bool HasOpenAttempt => open.Count > 0;

    public int AttemptCount => Attempts.Count + open.Count;

    public Usage Usage => Attempts.Aggregate(Usage.Zero, (sum, attempt) => sum + (attempt.Usage?.ToUsage() ?? Usage.Zero));

    public long CostNanos => Attempts.Sum(attempt => attempt.Cost?.Nanos ?? 0);

    /// <summary>The attempt whose answer was accepted.</summary>
    public Attempt? Accepted => Attempts.LastOrDefault(attempt => attempt.Outcome == AttemptOutcome.Succeeded);

    /// <summary>The run ended with an answer that was stopped in the middle.</summary>
    public bool IsStopped => Completed is null && Attempts is [.., { Outcome: AttemptOutcome.Stopped }];

    /// <summary>The receipt of an answer that was stopped in the middle; null otherwise.</summary>
    public Receipt? StoppedReceipt { get; set; }

    /// <summary>The customer may have been charged for what this run did.</summary>
    public bool MayBeCharged => HasOpenAttempt || Attempts.Any(attempt => attempt.Payer == Payer.Customer && attempt.Cost is { Nanos: > 0 });

    /// <summary>Texts were embedded in one attempt.</summary>
    public void Embedded(EmbedResponse response)
    {
        Attempts.Add(response.Attempt);
        BudgetLeft = response.BudgetLeft;
        Completed = new RunCompleted { Provider = response.Attempt.Provider, Model = response.Model };
    }

    /// <summary>Takes an event of the run; returns a piece of the answer to be passed on, or null.</summary>
    public Inference.Delta? Take(RunResponse message)
    {
        switch (message.EventCase)
        {
            case RunResponse.EventOneofCase.Decision:
                Decision = message.Decision;
                return null;
            case RunResponse.EventOneofCase.AttemptStarted:
                open.Add(message.AttemptStarted.AttemptId);
                BudgetLeft = message.AttemptStarted.BudgetLeft ?? BudgetLeft;
                return null;
            case RunResponse.EventOneofCase.AttemptFinished:
                open.Remove(message.AttemptFinished.Attempt.AttemptId);
                Attempts.Add(message.AttemptFinished.Attempt);
                return null;
            case RunResponse.EventOneofCase.Delta:
                content.Append(message.Delta.Text);
                calls.Add(message.Delta.ToolCalls);
                return message.Delta.IsEmpty() ? null : message.Delta;
            case RunResponse.EventOneofCase.Completed:
                Completed = message.Completed;
                return null;
            default:
                return null;
        }
    }
}
