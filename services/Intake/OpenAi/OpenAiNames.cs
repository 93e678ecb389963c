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

    [GeneratedRegex(@"\bresponse_format\.(name|description)\b")]
    private static partial Regex Schema();
}
