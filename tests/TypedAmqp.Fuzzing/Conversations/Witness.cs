using System.Buffers;
using System.IO.Pipelines;
using TypedAmqp.Fuzzing.Targets;
using TypedAmqp.Protocol;

namespace TypedAmqp.Fuzzing.Conversations;

/// <summary>A client that makes no mistakes: what others have said may not keep it from its work.</summary>
internal static class Witness
{
    private static readonly byte[] Body = "a witness was here"u8.ToArray();
    private static readonly byte[] Octets = Write();

    /// <summary>Declares, publishes, fetches and leaves.</summary>
    /// <exception cref="FuzzFailureException">It did not get its message.</exception>
    public static async Task CheckAsync(Broker.Broker broker)
    {
        IDuplexPipe transport = broker.Connect();
        await transport.Output.WriteAsync(Octets);
        await transport.Output.CompleteAsync();
        ReadResult result;
        while (!(result = await transport.Input.ReadAsync()).IsCompleted)
        {
            transport.Input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }

        bool isThere = result.Buffer.ToArray().AsSpan().IndexOf(Body) >= 0;
        transport.Input.AdvanceTo(result.Buffer.End);
        await transport.Input.CompleteAsync();
        if (!isThere)
        {
            throw new FuzzFailureException("a client that makes no mistakes does not get its message");
        }
    }

    private static byte[] Write()
    {
        ArrayBufferWriter<byte> output = new();
        output.Write(ProtocolHeader.Octets);
        FrameWriter.WriteMethod(output, 0, new ConnectionStartOk { Mechanism = "PLAIN", Response = "\0guest\0guest", Locale = "en_US" });
        FrameWriter.WriteMethod(output, 0, new ConnectionTuneOk { ChannelMax = 10, FrameMax = 4096 });
        FrameWriter.WriteMethod(output, 0, new ConnectionOpen { VirtualHost = "/" });
        FrameWriter.WriteMethod(output, 1, new ChannelOpen());
        FrameWriter.WriteMethod(output, 1, new QueueDeclare { Queue = "witness", AutoDelete = true });
        FrameWriter.WriteMethod(output, 1, new BasicPublish { RoutingKey = "witness" });
        FrameWriter.WriteHeader(output, 1, (ulong)Body.Length, BasicProperties.Empty);
        FrameWriter.WriteBody(output, 1, Body, 4096);
        FrameWriter.WriteMethod(output, 1, new BasicGet { Queue = "witness", NoAck = true });
        FrameWriter.WriteMethod(output, 0, new ConnectionClose { ReplyCode = (ReplyCode)200, ReplyText = "bye" });
        return output.WrittenSpan.ToArray();
    }
}
