using System.Buffers;
using TypedAmqp.Protocol;

namespace TypedAmqp.Benchmarks.Growth;

/// <summary>Methods and messages as the growth benchmarks use them.</summary>
internal static class Publishing
{
    /// <summary>Messages that are sent together.</summary>
    public const int Batch = 256;

    /// <summary>Octets of the property flags and the list of a message: no properties.</summary>
    public const int PropertiesLength = 2;

    private const int FrameMax = 131_072;

    // Whoever writes messages makes no garbage: what is collected is the broker's.
    private static readonly byte[] Zeros = new byte[20_000];

    /// <summary>Declares a queue.</summary>
    public static Task DeclareAsync(RawConnection connection, string queue)
    {
        FrameWriter.WriteMethod(connection.Output, 1, new QueueDeclare { Queue = queue });
        return connection.AnswerAsync(MethodId.QueueDeclareOk);
    }

    /// <summary>Completes when everything that was written before has been done.</summary>
    public static Task BarrierAsync(RawConnection connection)
    {
        FrameWriter.WriteMethod(connection.Output, 1, new ChannelFlow { Active = true });
        return connection.AnswerAsync(MethodId.ChannelFlowOk);
    }

    /// <summary>Publishes so many messages to a queue.</summary>
    public static async Task FillAsync(RawConnection connection, string queue, int size, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Write(connection.Output, "", queue, size);
            if (i % Batch == Batch - 1 || i == count - 1)
            {
                await BarrierAsync(connection);
            }
        }
    }

    /// <summary>Writes a message.</summary>
    public static void Write(IBufferWriter<byte> output, string exchange, string key, int size)
    {
        FrameWriter.WriteMethod(output, 1, new BasicPublish { Exchange = exchange, RoutingKey = key });
        FrameWriter.WriteHeader(output, 1, (ulong)size, BasicProperties.Empty);
        FrameWriter.WriteBody(output, 1, Zeros.AsSpan(0, size), FrameMax);
    }
}
