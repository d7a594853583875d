using System.Buffers;
using TypedAmqp.Fuzzing.Input;

namespace TypedAmqp.Protocol.Tests.Methods;

/// <summary>Random values through the wire and back, field by field.</summary>
public sealed class MethodRoundTripTests
{
    private const int Rounds = 2000;

    [Fact]
    public void BasicPublish() => Repeat(static random =>
    {
        (string exchange, string key) = (RandomValues.ShortString(random), RandomValues.ShortString(random));
        (bool mandatory, bool immediate) = (random.NextBoolean(), random.NextBoolean());
        byte[] octets = Write(new BasicPublish { Exchange = exchange, RoutingKey = key, Mandatory = mandatory, Immediate = immediate });
        BasicPublish read = Protocol.BasicPublish.Read(octets);
        Assert.Equal((exchange, key), (read.Exchange.ToString(), read.RoutingKey.ToString()));
        Assert.Equal((mandatory, immediate), (read.Mandatory, read.Immediate));
    });

    [Fact]
    public void BasicDeliver() => Repeat(static random =>
    {
        (string tag, string exchange, string key) =
            (RandomValues.ShortString(random), RandomValues.ShortString(random), RandomValues.ShortString(random));
        (ulong number, bool redelivered) = (random.NextUInt64(), random.NextBoolean());
        byte[] octets = Write(new BasicDeliver
        {
            ConsumerTag = tag,
            DeliveryTag = number,
            Redelivered = redelivered,
            Exchange = exchange,
            RoutingKey = key,
        });
        BasicDeliver read = Protocol.BasicDeliver.Read(octets);
        Assert.Equal((tag, exchange, key), (read.ConsumerTag.ToString(), read.Exchange.ToString(), read.RoutingKey.ToString()));
        Assert.Equal((number, redelivered), (read.DeliveryTag, read.Redelivered));
    });

    [Fact]
    public void QueueDeclare() => Repeat(static random =>
    {
        string queue = RandomValues.ShortString(random);
        FieldTable arguments = RandomValues.Table(random);
        bool[] bits = [.. Enumerable.Range(0, 5).Select(_ => random.NextBoolean())];
        byte[] octets = Write(new QueueDeclare
        {
            Queue = queue,
            Passive = bits[0],
            Durable = bits[1],
            Exclusive = bits[2],
            AutoDelete = bits[3],
            NoWait = bits[4],
            Arguments = arguments,
        });
        QueueDeclare read = Protocol.QueueDeclare.Read(octets);
        Assert.Equal(queue, read.Queue.ToString());
        Assert.Equal(bits, new[] { read.Passive, read.Durable, read.Exclusive, read.AutoDelete, read.NoWait });
        Assert.Equal(arguments.Encode(), read.Arguments.ToFieldTable().Encode());
    });

    [Fact]
    public void ConnectionStart() => Repeat(static random =>
    {
        (string mechanisms, string locales) = (new string('m', random.Next(70000)), RandomValues.ShortString(random));
        byte[] octets = Write(new ConnectionStart { VersionMajor = random.NextOctet(), Mechanisms = mechanisms, Locales = locales });
        ConnectionStart read = Protocol.ConnectionStart.Read(octets);
        Assert.Equal((mechanisms, locales), (read.Mechanisms.ToString(), read.Locales.ToString()));
    }, rounds: 50);

    private static byte[] Write<T>(in T method)
        where T : struct, IMethod<T>, allows ref struct
    {
        ArrayBufferWriter<byte> output = new();
        FrameWriter.WriteMethod(output, 1, in method);
        return output.WrittenSpan[(FrameFormat.HeaderSize + Method.IdSize)..^1].ToArray();
    }

    private static void Repeat(Action<DeterministicRandom> round, int rounds = Rounds)
    {
        for (int i = 0; i < rounds; i++)
        {
            try
            {
                round(DeterministicRandom.ForIteration(seed: 1, i));
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"In round {i} of seed 1.", exception);
            }
        }
    }
}
