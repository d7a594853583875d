using System.Buffers;
using System.Net;
using System.Net.Sockets;
using TypedAmqp.Protocol;
using TypedAmqp.Server;

namespace TypedAmqp.Broker.Tests;

/// <summary>The memory that somebody holds who has not logged in, behind a socket.</summary>
[Collection(AloneCollection.Name)]
public sealed class UnknownMemoryTests
{
    private const int Attackers = 300;
    private const int Sent = 4000;

    [Fact]
    public async Task A_login_that_never_ends_holds_less_than_64_kB()
    {
        await using BrokerServer server = await BrokerServer.StartAsync(new BrokerServerOptions { Listen = [new IPEndPoint(IPAddress.Loopback, 0)] });
        List<Socket> sockets = [];
        await AttackAsync(server, sockets, count: 10);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        await AttackAsync(server, sockets, Attackers);
        long held = (GC.GetTotalMemory(forceFullCollection: true) - before) / Attackers;
        sockets.ForEach(static socket => socket.Dispose());
        Assert.True(held < 64_000, $"{held} octets");
    }

    // All but the end of a start-ok as large as one may be, behind the protocol header.
    private static async Task AttackAsync(BrokerServer server, List<Socket> sockets, int count)
    {
        ArrayBufferWriter<byte> output = new();
        output.Write(ProtocolHeader.Octets);
        FrameWriter.WriteMethod(output, 0, new ConnectionStartOk { Mechanism = "PLAIN", Response = new byte[Sent] });
        byte[] octets = output.WrittenSpan[..Sent].ToArray();
        for (int i = 0; i < count; i++)
        {
            Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            sockets.Add(socket);
            await socket.ConnectAsync(server.Endpoints[0]);
            await socket.SendAsync(octets);
        }

        int expected = Sent - ProtocolHeader.Octets.Length;
        await server.Broker.Activity
            .WhenAsync(
                () => server.Broker.Connections.Count(connection => connection.EarlyOctets == expected) == sockets.Count, CancellationToken.None)
            .WaitAsync(TimeSpan.FromSeconds(60));
    }
}
