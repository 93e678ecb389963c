using System.Globalization;
using UUIDNext;

namespace Tollgate.ServiceDefaults.Messaging;

/// <summary>Ids that are a function of what happened: the same fact has the same id, whoever states it and however often.</summary>
public static class EventIds
{
    private static readonly Guid Namespace = new("6f1c5d3e-0b6a-5a0e-9d43-7a2f6c1b9e54");

    /// <summary>UUIDv5 of a subject and what is said of it.</summary>
    public static Guid From(Guid subject, string fact) => From(subject.ToString("N", CultureInfo.InvariantCulture), fact);

    /// <summary>UUIDv5 of a subject and what is said of it.</summary>
    public static Guid From(string subject, string fact) => Uuid.NewNameBased(Namespace, $"{subject}/{fact}");
}
