using Google.Protobuf;
using Grpc.Core;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Grpc;

namespace Tollgate.Intake.Wire;

/// <summary>
/// Reads requests so that bytes which are not the message (invalid UTF-8 in a string, a cut field) are the caller's typed error. The
/// server's own marshaller lets them end as UNKNOWN, before any interceptor runs.
/// </summary>
internal static class StrictMarshaller
{
    public static Marshaller<T> Around<T>(Marshaller<T> inner)
        where T : class =>
        new(inner.ContextualSerializer, context =>
        {
            try
            {
                return inner.ContextualDeserializer(context);
            }
            catch (InvalidProtocolBufferException error)
            {
                throw RpcErrors.Write(TollgateException.InvalidArgument(
                    Reasons.MalformedRequest, "The request is not a valid message.", new FieldViolation("", Describe(error))));
            }
        });

    // protobuf's own messages speak of structure, never of content.
    private static string Describe(InvalidProtocolBufferException error) => error.Message;
}
