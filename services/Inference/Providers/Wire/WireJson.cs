using System.Text.Json.Serialization;

namespace Tollgate.Inference.Providers.Wire;

[JsonSerializable(typeof(IDictionary<string, object?>))]
internal sealed partial class WireJson : JsonSerializerContext;
