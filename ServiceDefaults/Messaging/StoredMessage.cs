using System.Net.Mime;
using MassTransit;
using MassTransit.Serialization;

namespace Tollgate.ServiceDefaults.Messaging;

/// <summary>
/// Sends a message as it lies in the outbox. It was written there as it looks on the wire, so taking it apart and putting it together
/// again would only cost time, most of all for a batch.
/// </summary>
internal sealed class StoredMessage(byte[] body) : RawMessageSerializer, IMessageSerializer
{
    private static readonly ContentType Json = new("application/json");

    public ContentType ContentType => Json;

    public MessageBody GetMessageBody<T>(SendContext<T> context)
        where T : class
    {
        SetRawMessageHeaders(context);
        return new BytesMessageBody(body);
    }
}
