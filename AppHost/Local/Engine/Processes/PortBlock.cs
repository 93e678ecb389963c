using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Tollgate.AppHost.Local;

/// <summary>
/// Loopback ports for one host, below the range the kernel hands out to outgoing connections, so that a restarting service finds its
/// port free. The block is claimed by listening on its first port: the claim excludes other hosts and ends with the host.
/// </summary>
internal sealed class PortBlock : IDisposable
{
    private const int First = 20_000;
    private const int Last = 32_000;
    private const int Size = 100;

    private readonly List<TcpListener> _claims = [];
    private int _next;
    private int _end;

    /// <summary>A port nobody listens on, different from all handed out before.</summary>
    public int Next()
    {
        while (true)
        {
            if (_next == _end)
                ClaimBlock();
            if (IsFree(_next++))
                return _next - 1;
        }
    }

    public void Dispose()
    {
        foreach (var claim in _claims)
            claim.Dispose();
    }

    private void ClaimBlock()
    {
        var blocks = (Last - First) / Size;
        // Checkouts start at different places, so that they rarely even meet.
        var start = Random.Shared.Next(blocks);
        for (var i = 0; i < blocks; i++)
        {
            var block = First + ((start + i) % blocks * Size);
            var claim = new TcpListener(IPAddress.Loopback, block);
            try
            {
                claim.Start();
            }
            catch (SocketException)
            {
                claim.Dispose();
                continue;
            }

            _claims.Add(claim);
            (_next, _end) = (block + 1, block + Size);
            return;
        }

        throw new DistributedApplicationException(
            string.Create(CultureInfo.InvariantCulture, $"No free block of {Size} loopback ports between {First} and {Last}."));
    }

    private static bool IsFree(int port) => CanBind(IPAddress.Loopback, port) && (!Socket.OSSupportsIPv6 || CanBind(IPAddress.IPv6Loopback, port));

    private static bool CanBind(IPAddress address, int port)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            return true;
        }
        catch (SocketException exception)
        {
            // An address the machine does not have cannot be taken by anyone else either.
            return exception.SocketErrorCode == SocketError.AddressNotAvailable;
        }
    }
}
