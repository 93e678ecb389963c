using System.Text.RegularExpressions;

namespace Tollgate.Intake.OpenAi;

/// <summary>Fields in OpenAI's words, where a rule of ours names them in those of our own API.</summary>
internal static partial class OpenAiNames
{
    public static string In(string text)
    {
        text = Texts().Replace(text, "input");
        text = Parts().Replace(text, "$1.content$2");
        text = ImageData().Replace(text, "$1.image_url.url");
        text = Image().Replace(text, "$1.image_url");
        text = Function().Replace(text, "$1.function.$2");
        text = Mode().Replace(text, "tool_choice");
        return Schema().Replace(text, "response_format.json_schema.$1");
    }

    [GeneratedRegex(@"\btexts(?=\[\d+\]|:|\z)")]
    private static partial Regex Texts();

    [GeneratedRegex(@"(\bmessages\[\d+\])\.parts(\[\d+\])")]
    private static partial Regex Parts();

    [GeneratedRegex(@"(\.content\[\d+\])\.image\.(?:data|media_type)\b")]
    private static partial Regex ImageData();

    [GeneratedRegex(@"(\.content\[\d+\])\.image\b")]
    private static partial Regex Image();

    [GeneratedRegex(@"(\btools\[\d+\]|\btool_choice|\.tool_calls\[\d+\])\.(name|description|parameters|arguments)\b")]
    private static partial Regex Function();

    [GeneratedRegex(@"\btool_choice\.mode\b")]
    private static partial Regex Mode();

    [GeneratedRegex(@"\bresponse_format\.(name|description)\b")]
    private static partial Regex Schema();
}
