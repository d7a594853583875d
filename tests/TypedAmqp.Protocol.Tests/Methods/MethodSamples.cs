using System.Buffers;

namespace TypedAmqp.Protocol.Tests.Methods;

/// <summary>Every method with the values that Golden/make_golden.py gives it.</summary>
internal static class MethodSamples
{
    private const ulong Tag = 0x0102030405060708;

    private static readonly FieldTable Table = new()
    {
        ["x-max-length"] = 1000,
        ["x-overflow"] = "reject-publish",
        ["x-nested"] = new FieldTable { ["yes"] = true, ["no"] = false },
    };

    /// <summary>The payloads that this project writes.</summary>
    public static IReadOnlyDictionary<MethodId, byte[]> Written { get; } = Write();

    private static Dictionary<MethodId, byte[]> Write()
    {
        Dictionary<MethodId, byte[]> written = [];
        WriteConnection(written);
        WriteChannelAndAccess(written);
        WriteExchange(written);
        WriteQueue(written);
        WriteBasic(written);
        WriteConfirmAndTx(written);
        return written;
    }

    private static void WriteConnection(Dictionary<MethodId, byte[]> to)
    {
        Add(
            to,
            new ConnectionStart { VersionMajor = 0, VersionMinor = 9, ServerProperties = Table, Mechanisms = "PLAIN AMQPLAIN", Locales = "en_US" });
        Add(to, new ConnectionStartOk { ClientProperties = Table, Mechanism = "PLAIN", Response = "\0guest\0guest", Locale = "en_US" });
        Add(to, new ConnectionSecure { Challenge = "what?" });
        Add(to, new ConnectionSecureOk { Response = "that" });
        Add(to, new ConnectionTune { ChannelMax = 2047, FrameMax = 131072, Heartbeat = 60 });
        Add(to, new ConnectionTuneOk { ChannelMax = 2046, FrameMax = 131071, Heartbeat = 59 });
        Add(to, new ConnectionOpen { VirtualHost = "/shop" });
        Add(to, new ConnectionOpenOk());
        Add(to, new ConnectionClose { ReplyCode = ReplyCode.NotFound, ReplyText = "NOT_FOUND - no queue 'q'", ClassId = 50, MethodId = 10 });
        Add(to, new ConnectionCloseOk());
        Add(to, new ConnectionBlocked { Reason = "low on memory" });
        Add(to, new ConnectionUnblocked());
        Add(to, new ConnectionUpdateSecret { NewSecret = "new token", Reason = "expires" });
        Add(to, new ConnectionUpdateSecretOk());
    }

    private static void WriteChannelAndAccess(Dictionary<MethodId, byte[]> to)
    {
        Add(to, new ChannelOpen());
        Add(to, new ChannelOpenOk());
        Add(to, new ChannelFlow { Active = true });
        Add(to, new ChannelFlowOk { Active = true });
        Add(to, new ChannelClose { ReplyCode = ReplyCode.NotFound, ReplyText = "NOT_FOUND - no queue 'q'", ClassId = 50, MethodId = 10 });
        Add(to, new ChannelCloseOk());
        Add(to, new AccessRequest { Realm = "/data", Exclusive = true, Active = true, ReadArgument = true });
        Add(to, new AccessRequestOk { Ticket = 1 });
    }

    private static void WriteExchange(Dictionary<MethodId, byte[]> to)
    {
        Add(to, new ExchangeDeclare { Exchange = "orders", Type = "topic", Durable = true, Internal = true, Arguments = Table });
        Add(to, new ExchangeDeclareOk());
        Add(to, new ExchangeDelete { Exchange = "orders", IfUnused = true });
        Add(to, new ExchangeDeleteOk());
        Add(to, new ExchangeBind { Destination = "to", Source = "from", RoutingKey = "a.#", NoWait = true, Arguments = Table });
        Add(to, new ExchangeBindOk());
        Add(to, new ExchangeUnbind { Destination = "to", Source = "from", RoutingKey = "a.#", NoWait = true, Arguments = Table });
        Add(to, new ExchangeUnbindOk());
    }

    private static void WriteQueue(Dictionary<MethodId, byte[]> to)
    {
        Add(to, new QueueDeclare { Queue = "billing", Durable = true, AutoDelete = true, Arguments = Table });
        Add(to, new QueueDeclareOk { Queue = "billing", MessageCount = 7, ConsumerCount = 2 });
        Add(to, new QueueBind { Queue = "billing", Exchange = "orders", RoutingKey = "a.*", NoWait = true, Arguments = Table });
        Add(to, new QueueBindOk());
        Add(to, new QueueUnbind { Queue = "billing", Exchange = "orders", RoutingKey = "a.*", Arguments = Table });
        Add(to, new QueueUnbindOk());
        Add(to, new QueuePurge { Queue = "billing", NoWait = true });
        Add(to, new QueuePurgeOk { MessageCount = 4_000_000_000 });
        Add(to, new QueueDelete { Queue = "billing", IfUnused = true, NoWait = true });
        Add(to, new QueueDeleteOk { MessageCount = 4_000_000_000 });
    }

    private static void WriteBasic(Dictionary<MethodId, byte[]> to)
    {
        Add(to, new BasicQos { PrefetchSize = 65536, PrefetchCount = 256, Global = true });
        Add(to, new BasicQosOk());
        Add(to, new BasicConsume { Queue = "billing", ConsumerTag = "ctag1", NoLocal = true, Exclusive = true, Arguments = Table });
        Add(to, new BasicConsumeOk { ConsumerTag = "ctag1" });
        Add(to, new BasicCancel { ConsumerTag = "ctag1", NoWait = true });
        Add(to, new BasicCancelOk { ConsumerTag = "ctag1" });
        Add(to, new BasicPublish { Exchange = "orders", RoutingKey = "order.eu.placed", Mandatory = true });
        Add(to, new BasicReturn { ReplyCode = ReplyCode.NoRoute, ReplyText = "NO_ROUTE", Exchange = "orders", RoutingKey = "a.b" });
        Add(to, new BasicDeliver { ConsumerTag = "ctag1", DeliveryTag = Tag, Redelivered = true, Exchange = "orders", RoutingKey = "a.b" });
        Add(to, new BasicGet { Queue = "billing", NoAck = true });
        Add(to, new BasicGetOk { DeliveryTag = Tag, Redelivered = true, Exchange = "orders", RoutingKey = "a.b", MessageCount = 41 });
        Add(to, new BasicGetEmpty());
        Add(to, new BasicAck { DeliveryTag = Tag, Multiple = true });
        Add(to, new BasicReject { DeliveryTag = Tag, Requeue = true });
        Add(to, new BasicRecoverAsync { Requeue = true });
        Add(to, new BasicRecover { Requeue = true });
        Add(to, new BasicRecoverOk());
        Add(to, new BasicNack { DeliveryTag = Tag, Requeue = true });
        Add(to, new BasicCredit { ConsumerTag = "ctag1", Credit = 41, Drain = true });
        Add(to, new BasicCreditOk { Available = 41 });
        Add(to, new BasicCreditDrained { ConsumerTag = "ctag1", CreditDrained = 41 });
    }

    private static void WriteConfirmAndTx(Dictionary<MethodId, byte[]> to)
    {
        Add(to, new ConfirmSelect { NoWait = true });
        Add(to, new ConfirmSelectOk());
        Add(to, new TxSelect());
        Add(to, new TxSelectOk());
        Add(to, new TxCommit());
        Add(to, new TxCommitOk());
        Add(to, new TxRollback());
        Add(to, new TxRollbackOk());
    }

    private static void Add<T>(Dictionary<MethodId, byte[]> to, in T method)
        where T : struct, IMethod<T>, allows ref struct
    {
        ArrayBufferWriter<byte> output = new();
        FrameWriter.WriteMethod(output, 0x0A0B, in method);
        ReadOnlySpan<byte> frame = output.WrittenSpan;

        // Type, channel and end; the size is asserted by reading the frame.
        Assert.Equal("010A0B", Convert.ToHexString(frame[..3]));
        Assert.Equal(FrameFormat.EndOctet, frame[^1]);
        to.Add(T.Id, frame[FrameFormat.HeaderSize..^1].ToArray());
    }
}
