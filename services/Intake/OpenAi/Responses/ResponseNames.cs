using System.Text.RegularExpressions;

namespace Tollgate.Intake.OpenAi.Responses;

/// <summary>
/// Fields in the words of the Responses API, where a rule names them in those of our own. Messages are not counted as items are, so what is wrong with
/// one is said of the input.
/// </summary>
internal static partial class ResponseNames
{
    public static string In(string text)
    {
        text = Message().Replace(text, "input");
        text = MaxTokens().Replace(text, "max_output_tokens");
        text = Schema().Replace(text, "text.format.schema");
        text = Format().Replace(text, "text.format");
        return Mode().Replace(text, "tool_choice");
    }

    [GeneratedRegex(@"\bmessages(?:\[\d+\][\w.\[\]]*)?(?=:|\z)")]
    private static partial Regex Message();

    [GeneratedRegex(@"\bmax_tokens\b")]
    private static partial Regex MaxTokens();

    [GeneratedRegex(@"\bresponse_format\.json_schema\b")]
    private static partial Regex Schema();

    [GeneratedRegex(@"\bresponse_format\b")]
    private static partial Regex Format();

    [GeneratedRegex(@"\btool_choice\.mode\b")]
    private static partial Regex Mode();
}
