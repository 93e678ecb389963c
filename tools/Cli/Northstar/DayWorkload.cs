using Google.Protobuf;
using Tollgate.Cli.Workloads;
using Tollgate.Contracts.Intake.V1;

namespace Tollgate.Cli.Northstar;

/// <summary>
/// The requests of a day in a fixed, mixed order. Ordinary ones come evenly; those of the peak window come at once in the middle.
/// </summary>
public static class DayWorkload
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(20);

    /// <summary>Everything that is asked, in time order.</summary>
    public static IReadOnlyList<WorkItem> From(Day day, IReadOnlyDictionary<string, string> keys)
    {
        var random = new Random(20_260_101);
        var requests = day.Requests
            .SelectMany(group => Enumerable.Range(0, Math.Max(1, group.Repeat)).SelectMany(_ => group.Questions.Select(q => (Group: group, Question: q))))
            .Select(entry => (entry.Group, entry.Question, Order: random.Next()))
            .OrderBy(entry => entry.Order)
            .ToArray();
        var calm = requests.Where(entry => !entry.Group.Peak).ToArray();
        return [.. calm
            .Select((entry, i) => Item(day, keys, entry.Group, entry.Question, Length * i / calm.Length, stream: i % 3 == 0))
            .Concat(requests.Where(entry => entry.Group.Peak)
                .Select((entry, i) => Item(day, keys, entry.Group, entry.Question, Length / 2, stream: i % 2 == 0)))
            .OrderBy(item => item.Due)];
    }

    private static WorkItem Item(
        Day day, IReadOnlyDictionary<string, string> keys, DayRequests group, string question, TimeSpan due, bool stream)
    {
        var message = new Message { Role = "user" };
        if (group.Image is { } image)
        {
            message.Parts.Add(new ContentPart { Text = question });
            message.Parts.Add(new ContentPart
            {
                Image = new ImagePart
                {
                    MediaType = image.MediaType,
                    Detail = image.Detail,
                    Data = ByteString.CopyFrom(File.ReadAllBytes(Path.Combine(day.Folder, image.Path))),
                },
            });
        }
        else
        {
            message.Content = question;
        }

        var request = new CompleteRequest
        {
            Assistant = group.AssistantId,
            Model = group.Model,
            User = group.User,
            Messages = { message },
        };
        if (group.MaxTokens > 0)
            request.MaxTokens = group.MaxTokens;
        if (group.ResponseFormat is { } format)
        {
            request.ResponseFormat = new ResponseFormat
            {
                Type = format.Type,
                Name = format.Name,
                JsonSchema = format.Schema?.GetRawText() ?? "",
            };
        }

        return new WorkItem(due, keys[group.TenantId], request, stream);
    }
}
