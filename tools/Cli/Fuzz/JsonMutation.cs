using System.Text;
using System.Text.Json.Nodes;

namespace Tollgate.Cli.Fuzz;

/// <summary>Makes bad JSON out of good, sometimes of the right shape with absurd values, sometimes no JSON at all.</summary>
internal static class JsonMutation
{
    private static readonly string[] Tokens = ["{", "}", "[", "]", ",", ":", "\"", "\\", "null", "1e999", "-0", "\0", "\u2028", "NaN", "\\ud800", "\\u0000"];

    private static readonly Func<Random, JsonNode?>[] Values =
    [
        _ => null,
        _ => JsonValue.Create(true),
        random => JsonValue.Create(random.NextInt64(long.MinValue, long.MaxValue)),
        _ => JsonValue.Create(-1),
        _ => JsonValue.Create(1e308),
        _ => JsonValue.Create(0.1m),
        _ => JsonValue.Create(""),
        random => JsonValue.Create(new string('a', random.Next(1, 20_000))),
        _ => JsonValue.Create("\0\u0001\uFFFE\uD83D\uDE00 ‮ ' OR 1=1; -- ${jndi:x} <script> %s%n ../../etc"),
        _ => JsonValue.Create("2026-13-45T99:99:99Z"),
        _ => new JsonArray(),
        _ => new JsonObject(),
        random => new JsonArray([.. Enumerable.Range(0, random.Next(1, 300)).Select(i => (JsonNode?)JsonValue.Create(i))]),
        random => Nested(random.Next(2, 60)),
    ];

    /// <summary>The body's bytes.</summary>
    public static byte[] Of(string json, Random random)
    {
        if (random.Next(3) > 0)
            json = Reshaped(json, random);
        if (random.Next(3) > 0)
            return Encoding.UTF8.GetBytes(json);
        var text = new StringBuilder(json);
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var at = random.Next(text.Length + 1);
            switch (random.Next(4))
            {
                case 0:
                    text.Length = at;
                    break;
                case 1:
                    text.Insert(at, Tokens[random.Next(Tokens.Length)]);
                    break;
                case 2:
                    text.Insert(at, new string('[', random.Next(1, 2000)));
                    break;
                default:
                    text.Remove(at, Math.Min(random.Next(1, 10), text.Length - at));
                    break;
            }
        }

        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        if (bytes.Length > 0 && random.Next(2) == 0)
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return bytes;
    }

    private static string Reshaped(string json, Random random)
    {
        var root = JsonNode.Parse(json)!;
        var places = new List<JsonNode>();
        Collect(root, places);
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var value = Values[random.Next(Values.Length)](random);
            switch (places[random.Next(places.Count)])
            {
                case JsonObject { Count: > 0 } at when random.Next(5) > 0:
                    at[at.ElementAt(random.Next(at.Count)).Key] = value;
                    break;
                case JsonObject at:
                    at[$"x{random.Next()}"] = value;
                    break;
                case JsonArray { Count: > 0 } at when random.Next(3) > 0:
                    at[random.Next(at.Count)] = value;
                    break;
                case JsonArray at:
                    at.Add(value);
                    break;
            }
        }

        return root.ToJsonString();
    }

    private static void Collect(JsonNode node, List<JsonNode> places)
    {
        if (node is not (JsonObject or JsonArray))
            return;
        places.Add(node);
        foreach (var child in node is JsonObject at ? at.Select(pair => pair.Value) : node.AsArray())
        {
            if (child is not null)
                Collect(child, places);
        }
    }

    private static JsonNode Nested(int depth)
    {
        JsonNode node = new JsonArray();
        for (var i = 0; i < depth; i++)
            node = i % 2 == 0 ? new JsonObject { ["a"] = node } : new JsonArray(node);
        return node;
    }
}
