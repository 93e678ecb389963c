using System.Globalization;
using System.Text;
using Tollgate.Contracts.Retrieval.V1;

namespace Tollgate.Intake.Prompting;

/// <summary>How retrieved passages stand in a prompt: numbered, so that the answer can cite them.</summary>
internal static class PassageText
{
    private const string Instruction =
        "Answer from the passages below. After each statement cite the passages it rests on as [n]. If they do not hold the answer, say so.";

    public static string Format(IReadOnlyList<Passage> passages)
    {
        var text = new StringBuilder(Instruction);
        for (var i = 0; i < passages.Count; i++)
        {
            var passage = passages[i];
            text.Append(CultureInfo.InvariantCulture, $"\n\n[{i + 1}] {passage.Title}");
            if (passage.Section.Length > 0)
                text.Append(" > ").Append(passage.Section);
            text.Append('\n').Append(passage.Text);
        }

        return text.ToString();
    }
}
