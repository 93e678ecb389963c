using System.Collections;
using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.ServiceDefaults.Grpc;

/// <summary>
/// Refuses requests with a <see cref="Timestamp"/> or <see cref="Duration"/> that is none: the wire carries any number of seconds, and only when
/// somebody asks for the time do they turn out to be nonsense. Messages that can hold neither are not looked at.
/// </summary>
internal static class RequestTimes
{
    private const int NanosPerSecond = 1_000_000_000;

    // As the types define them: from 0001-01-01 to 9999-12-31T23:59:59, and about ten thousand years.
    private const long FirstSecond = -62_135_596_800, LastSecond = 253_402_300_799, LongestSeconds = 315_576_000_000;

    private static readonly ConcurrentDictionary<MessageDescriptor, FieldDescriptor[]> Fields = new();

    /// <summary>Throws INVALID_ARGUMENT that names every such field.</summary>
    public static void Check(object request)
    {
        if (request is not IMessage message || FieldsOf(message.Descriptor).Length == 0)
            return;
        var validation = new Validation();
        CheckFields(message, "", validation);
        validation.ThrowIfInvalid();
    }

    private static void CheckFields(IMessage message, string prefix, Validation validation)
    {
        foreach (var field in FieldsOf(message.Descriptor))
        {
            var (name, value) = (prefix + field.Name, field.Accessor.GetValue(message));
            CheckValue(value, name, validation);
            for (var i = 0; i < (value as IList)?.Count; i++)
                CheckValue(((IList)value)[i], $"{name}[{i}]", validation);
        }
    }

    private static void CheckValue(object? value, string name, Validation validation)
    {
        switch (value)
        {
            case Timestamp time:
                validation.Require(
                    time.Seconds is >= FirstSecond and <= LastSecond && time.Nanos is >= 0 and < NanosPerSecond, name, "must be a time between the years 1 and 9999");
                break;
            case Duration { Seconds: var seconds, Nanos: var nanos }:
                validation.Require(
                    seconds is >= -LongestSeconds and <= LongestSeconds && nanos is > -NanosPerSecond and < NanosPerSecond && Math.Sign(seconds) * Math.Sign(nanos) >= 0,
                    name, "must be a duration of at most 10,000 years");
                break;
            case IMessage inner:
                CheckFields(inner, $"{name}.", validation);
                break;
        }
    }

    // Fields of a message that are times, or lead to some.
    private static FieldDescriptor[] FieldsOf(MessageDescriptor type) => Fields.GetOrAdd(
        type, static type => [.. type.Fields.InDeclarationOrder().Where(field => !field.IsMap && field.FieldType == FieldType.Message && LeadsToTime(field.MessageType, []))]);

    private static bool LeadsToTime(MessageDescriptor type, HashSet<MessageDescriptor> seen) =>
        type.FullName == Timestamp.Descriptor.FullName || type.FullName == Duration.Descriptor.FullName
        || (seen.Add(type) && type.Fields.InDeclarationOrder().Any(field => !field.IsMap && field.FieldType == FieldType.Message && LeadsToTime(field.MessageType, seen)));
}
