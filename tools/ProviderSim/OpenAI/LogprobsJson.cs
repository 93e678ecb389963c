using System.Text.Json;
using System.Text;
using Tollgate.ProviderSim.Answers;
using Tollgate.ProviderSim.Calls;

namespace Tollgate.ProviderSim.OpenAI;

internal static class LogprobsJson
{
    /// <summary>The member <c>logprobs</c> for some of the answer's pieces; null where it was not asked for.</summary>
    public static void Write(Utf8JsonWriter json, ChatCall call, Answer answer, int from, int to)
    {
        if (call.TopLogprobs is not { } alternatives || answer.Calls.Count > 0)
        {
            json.WriteNull("logprobs"u8);
            return;
        }

        json.WriteStartObject("logprobs"u8);
        json.WriteStartArray("content"u8);
        for (var i = from; i < to; i++)
        {
            json.WriteStartObject();
            WriteToken(json, answer.Pieces[i], Logprobs.OfToken(answer, i));
            json.WriteStartArray("top_logprobs"u8);
            for (var rank = 0; rank < alternatives; rank++)
            {
                json.WriteStartObject();
                WriteToken(json, rank == 0 ? answer.Pieces[i] : FillWords.Take(1, answer.Seed + (ulong)((i * 32) + rank))[0], Logprobs.OfAlternative(answer, i, rank));
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNull("refusal"u8);
        json.WriteEndObject();
    }

    private static void WriteToken(Utf8JsonWriter json, string token, double logprob)
    {
        json.WriteString("token"u8, token);
        json.WriteNumber("logprob"u8, logprob);
        json.WriteStartArray("bytes"u8);
        foreach (var b in Encoding.UTF8.GetBytes(token))
            json.WriteNumberValue(b);
        json.WriteEndArray();
    }
}
