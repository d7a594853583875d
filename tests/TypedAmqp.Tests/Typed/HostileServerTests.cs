using System.Buffers;
using System.Text;
using TypedAmqp.Protocol;
using TypedAmqp.Tests.Peers;

namespace TypedAmqp.Tests.Typed;

/// <summary>Servers that answer otherwise than they should, and brokers that do not let requests leave.</summary>
public sealed class HostileServerTests
{
    private static readonly string Large = new('x', 400_000);

    [Fact]
    public async Task EachCallGetsItsOwnReplyAndTheRestIsDropped()
    {
        await using World world = await World.StartAsync(TestsTopology.Instance);
        await using AmqpChannel channel = await world.OpenChannelAsync();
        await channel.ConsumeAsync("oracle", new Server(channel), new ConsumeOptions { Concurrency = 4 }, world.Deadline);
        IOracle oracle = world.Bus.Oracle();
        foreach (string question in (string[])["twice", "foreign", "none", "twice"])
        {
            Assert.Equal(question, (await oracle.AskAsync(new Question(question), world.Deadline)).Text);
        }

        foreach (string question in (string[])["fault", "fault [1]", """fault {"code":7}"""])
        {
            RpcFaultException fault = await Assert.ThrowsAsync<RpcFaultException>(() => oracle.AskAsync(new Question(question), world.Deadline));
            Assert.Equal(RpcFaultException.InternalCode, fault.Code);
        }

        await Assert.ThrowsAsync<UndecodableMessageException>(() => oracle.AskAsync(new Question("garbage"), world.Deadline));
        await world.IdleAsync();
        Assert.Equal((4, 0), (world.Bus.UnknownReplies, world.Bus.Rpc.Waiting));
    }

    [Fact]
    public async Task RequestsAndRepliesMayBeLargerThanAFrame()
    {
        await using World world = await World.StartAsync(TestsTopology.Instance);
        await using AmqpChannel channel = await world.OpenChannelAsync();
        await channel.ConsumeAsync("oracle", new Server(channel), cancellationToken: world.Deadline);
        Assert.Equal(Large, (await world.Bus.Oracle().AskAsync(new Question(Large), world.Deadline)).Text);
    }

    [Fact]
    public async Task AStreamThatHeedsNoCreditIsGivenUpBeforeItFillsTheMemory()
    {
        const int Items = 100;
        await using World world = await World.StartAsync(TestsTopology.Instance);
        await using AmqpChannel channel = await world.OpenChannelAsync();
        await channel.ConsumeAsync("warehouse", new Flood(channel, Items), cancellationToken: world.Deadline);
        int read = 0;
        RpcUnavailableException e = await Assert.ThrowsAsync<RpcUnavailableException>(async () =>
        {
            await foreach (Answer item in world.Bus.Warehouse().ListAsync(new Question("all"), world.Deadline))
            {
                if (read++ == 0)
                {
                    await world.IdleAsync();
                }
            }
        });
        Assert.Contains("without regard to the caller's credit", e.Message, StringComparison.Ordinal);
        Assert.InRange(read, 129, (Items * 3) - 1);
        Assert.Equal(0, world.Bus.Rpc.Waiting);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhatWasGivenUpWhileTheBrokerBlocksIsNotSentLater(bool isStream)
    {
        await using ScriptedPeer peer = new();
        AmqpBus bus = await ConnectAsync(peer);
        Task<Answer> first = bus.Oracle().AskAsync(new Question("first"));
        PeerFrame open = await peer.ExpectAsync(MethodId.ChannelOpen);
        peer.Send(open.Channel, new ChannelOpenOk());
        await peer.ExpectAsync(MethodId.BasicConsume);
        peer.Send(open.Channel, new BasicConsumeOk { ConsumerTag = "replies"u8 });
        Assert.Contains("first", Encoding.UTF8.GetString((await peer.ReceivePublishAsync()).Body), StringComparison.Ordinal);
        peer.Send(0, new ConnectionBlocked { Reason = "low on memory"u8 });
        while (!bus.Connection.IsBlocked)
        {
            await Task.Yield();
        }

        Task late = isStream ? ReadAsync(bus.Warehouse().SlowlyAsync()) : bus.Oracle().PonderAsync(new Question("late")).AsTask();
        Task<Answer> patient = bus.Oracle().AskAsync(new Question("patient"));
        peer.Clock.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<TimeoutException>(() => late.WaitAsync(ScriptedPeer.Patience));
        peer.Send(0, new ConnectionUnblocked());

        PeerPublish next = await peer.ReceivePublishAsync();
        while (next.RoutingKey is not "oracle")
        {
            // That nobody waits for the stream any more is said in any case.
            next = await peer.ReceivePublishAsync();
        }

        Assert.Contains("patient", Encoding.UTF8.GetString(next.Body), StringComparison.Ordinal);
        Assert.Equal(2, bus.Rpc.Waiting);
        peer.Vanish();
        await bus.DisposeAsync();
        await Assert.ThrowsAsync<RpcUnavailableException>(() => first);
        await Assert.ThrowsAsync<RpcUnavailableException>(() => patient);
    }

    private static async Task ReadAsync(IAsyncEnumerable<Answer> answers)
    {
        await foreach (Answer answer in answers)
        {
            Assert.Fail(answer.Text);
        }
    }

    private static async Task<AmqpBus> ConnectAsync(ScriptedPeer peer)
    {
        Task<AmqpBus> connecting = AmqpBus.ConnectAsync(new AmqpBusOptions { Connection = peer.Options, Recovery = RecoveryOptions.None });
        await peer.AcceptAsync();
        PeerFrame open = await peer.ExpectAsync(MethodId.ChannelOpen);
        peer.Send(open.Channel, new ChannelOpenOk());
        await peer.ExpectAsync(MethodId.ConfirmSelect);
        peer.Send(open.Channel, new ConfirmSelectOk());
        return await connecting.WaitAsync(ScriptedPeer.Patience);
    }

    /// <summary>Answers with the question, and does besides what it says.</summary>
    private sealed class Server(AmqpChannel channel) : IMessageHandler
    {
        public async ValueTask HandleAsync(ReceivedMessage message, CancellationToken cancellationToken)
        {
            string replyTo = message.Properties.ReplyTo.ToString();
            string id = message.Properties.CorrelationId.ToString();
            byte[] body = message.Body.ToArray();
            string text = Encoding.UTF8.GetString(body);
            switch (text)
            {
                case """{"text":"twice"}""":
                    await ReplyAsync(new BasicProperties { CorrelationId = id }, body);
                    break;
                case """{"text":"foreign"}""":
                    await ReplyAsync(new BasicProperties { CorrelationId = new string('0', id.Length) }, body);
                    break;
                case """{"text":"none"}""":
                    await ReplyAsync(BasicProperties.Empty, body);
                    break;
                case """{"text":"garbage"}""":
                    body = "["u8.ToArray();
                    break;
            }

            bool isFault = text.StartsWith("""{"text":"fault""", StringComparison.Ordinal);
            await ReplyAsync(
                new BasicProperties { CorrelationId = id, Type = isFault ? "fault" : null },
                isFault ? Encoding.UTF8.GetBytes(text[14..^2].Trim()) : body);
            await message.Delivery.AckAsync();

            async Task ReplyAsync(BasicProperties properties, byte[] reply) =>
                await channel.PublishAsync("", replyTo, reply, properties, mandatory: false, cancellationToken: cancellationToken);
        }
    }

    /// <summary>Sends items that are too many and too large, all at once.</summary>
    private sealed class Flood(AmqpChannel channel, int items) : IMessageHandler
    {
        public async ValueTask HandleAsync(ReceivedMessage message, CancellationToken cancellationToken)
        {
            BasicProperties properties = new() { CorrelationId = message.Properties.CorrelationId.ToString(), Type = "Answer" };
            string replyTo = message.Properties.ReplyTo.ToString();
            await message.Delivery.AckAsync();
            for (int i = 0; i < items * 3; i++)
            {
                byte[] body = i < items ? """{"text":"small"}"""u8.ToArray() : Encoding.UTF8.GetBytes($$"""{"text":"{{Large[..150_000]}}"}""");
                await channel.PublishAsync("", replyTo, body, properties, mandatory: false, cancellationToken: cancellationToken);
            }
        }
    }
}
