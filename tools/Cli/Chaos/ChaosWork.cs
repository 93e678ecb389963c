using Tollgate.Cli.Northstar;
using Tollgate.Cli.Workloads;
using Tollgate.Contracts.Intake.V1;

namespace Tollgate.Cli.Chaos;

/// <summary>Requests of every kind, at a steady rate: streams and single answers, with knowledge and without, routed and of a named model.</summary>
internal static class ChaosWork
{
    public static IEnumerable<WorkItem> Make(Day day, IReadOnlyDictionary<string, string> keys, ChaosOptions options)
    {
        var assistants = day.Assistants.ToArray();
        var requests = (int)(options.Duration.TotalSeconds * options.Rate);
        for (var i = 0; i < requests; i++)
        {
            var assistant = assistants[i % assistants.Length];
            var request = new CompleteRequest
            {
                // Never the same question twice: an answer from the cache would cost nothing and prove nothing.
                Messages = { new Message { Role = "user", Content = $"Question {options.Seed}-{i}: how long do I have to appeal a denied claim, and where?" } },
            };
            if (i % 3 == 0)
                request.Model = "gpt-4.1-mini";
            else
                request.Assistant = assistant.AssistantId;
            yield return new WorkItem(options.Duration * i / requests, keys[assistant.TenantId], request, Stream: i % 2 == 0);
        }
    }
}
