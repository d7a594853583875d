using System.Net;
using System.Net.Sockets;

namespace TypedAmqp.Peers;

/// <summary>Loopback ports that nobody listens on, for programs that cannot be told to choose one.</summary>
public static class FreePort
{
    /// <summary>So many different ports.</summary>
    public static int[] Take(int count)
    {
        // All are held at once: one that was given back could be given out again.
        Socket[] sockets = [.. Enumerable.Range(0, count).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))];
        foreach (Socket socket in sockets)
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        }

        int[] ports = [.. sockets.Select(socket => ((IPEndPoint)socket.LocalEndPoint!).Port)];
        Array.ForEach(sockets, socket => socket.Dispose());
        return ports;
    }
}
