namespace Tollgate.AppHost.Local;

/// <summary>The ports of a private broker that only the broker itself knows about.</summary>
internal sealed record RabbitMqPorts(int Distribution, int Epmd);
