using System.Net;
using System.Net.Sockets;

namespace Tollgate.Testing;

/// <summary>Loopback ports that nobody listens on at the time of asking.</summary>
public static class FreePort
{
    /// <summary>One free loopback TCP port.</summary>
    public static int Next() => Next(1)[0];

    /// <summary>Several free loopback TCP ports, all different.</summary>
    public static int[] Next(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        try
        {
            foreach (var listener in listeners)
                listener.Start();
            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            foreach (var listener in listeners)
                listener.Dispose();
        }
    }
}
