using System.IO.Pipelines;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests;

public sealed class BackPressureTests() : BrokerTest(new BrokerOptions { MemoryHighWatermark = Watermark })
{
    private const int Watermark = 2 * 1024 * 1024;
    private const int Kilobyte = 1024;

    private static readonly RawOptions WithNotices = new() { Capabilities = new FieldTable { ["connection.blocked"] = true } };
    private static readonly byte[] Body = new byte[Kilobyte];

    private async Task<RawClient> OpenTransactionAsync()
    {
        RawClient publisher = await OpenAsync();
        await Client.DeclareAsync("q");
        await publisher.SendAsync(1, new TxSelect());
        await publisher.ExpectAsync(MethodId.TxSelectOk);
        return publisher;
    }

    [Fact]
    public async Task A_publisher_is_told_to_wait_and_told_to_go_on()
    {
        await using RawClient publisher = await OpenAsync(WithNotices);
        await Client.DeclareAsync("q");
        int published = await FillAsync(publisher);
        Assert.Equal("low on memory", (await publisher.ExpectAsync(MethodId.ConnectionBlocked, 0)).As<ConnectionBlocked>().Reason.ToString());
        Assert.True((await Client.InspectAsync("q")).Messages < published, "publishes are taken although memory is short");

        await Client.SendAsync(1, new QueuePurge { Queue = "q" });
        int taken = (int)(await Client.ExpectAsync(MethodId.QueuePurgeOk)).As<QueuePurgeOk>().MessageCount;
        await publisher.ExpectAsync(MethodId.ConnectionUnblocked, 0);
        await publisher.ExpectNothingAsync();
        Assert.Equal(published - taken, (await Client.InspectAsync("q")).Messages);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_transaction_that_fills_the_memory_can_still_end(bool commit)
    {
        await using RawClient publisher = await OpenTransactionAsync();
        int published = await FillAsync(publisher);
        for (int i = 0; i < 3; i++, published++)
        {
            await publisher.PublishAsync("q", "waits");
        }

        await (commit ? publisher.SendAsync(1, new TxCommit()) : publisher.SendAsync(1, new TxRollback()));

        await publisher.ExpectAsync(commit ? MethodId.TxCommitOk : MethodId.TxRollbackOk);
        Assert.Equal(commit ? published : 0, (await Client.InspectAsync("q")).Messages);
        Assert.Equal(0, Broker.Resources.Memory.Pending);
    }

    [Fact]
    public async Task A_transaction_that_goes_on_without_memory_is_refused()
    {
        await using RawClient publisher = await OpenTransactionAsync();
        await FillAsync(publisher);
        for (int i = 0; i < 2 * Kilobyte; i++)
        {
            publisher.Publish("q", Body);
        }

        await publisher.FlushAsync();
        string text = await publisher.ExpectChannelCloseAsync(ReplyCode.PreconditionFailed);
        Assert.Contains("unfinished messages and transactions take all the memory", text, StringComparison.Ordinal);
        Assert.Equal(0, (await Client.InspectAsync("q")).Messages);
        Assert.Equal(0, Broker.Resources.Memory.Pending);
    }

    [Fact]
    public async Task Messages_that_are_still_arriving_count_and_are_bounded()
    {
        await using RawClient publisher = await OpenAsync();
        const ushort channels = 40;
        byte[] part = new byte[100 * Kilobyte];
        for (ushort channel = 2; channel <= channels; channel++)
        {
            await publisher.OpenChannelAsync(channel);
        }

        Begin(1);
        await publisher.FlushAsync();
        await publisher.DeclareAsync("q", channel: 2);
        Assert.InRange(Broker.Resources.Memory.Octets, part.Length, 3 * part.Length);

        for (ushort channel = 2; channel <= channels; channel++)
        {
            Begin(channel);
        }

        await publisher.FlushAsync();
        RawFrame close = await publisher.ExpectAsync(MethodId.ChannelClose);
        Assert.Equal(ReplyCode.PreconditionFailed, close.As<ChannelClose>().ReplyCode);
        Assert.InRange(Broker.Resources.Memory.Octets, 0, Watermark + (256 * Kilobyte));

        void Begin(ushort channel)
        {
            FrameWriter.WriteMethod(publisher.Output, channel, new BasicPublish { Exchange = "", RoutingKey = "q" });
            FrameWriter.WriteHeader(publisher.Output, channel, Watermark, BasicProperties.Empty);
            FrameWriter.WriteBody(publisher.Output, channel, part, 128 * Kilobyte);
        }
    }

    [Fact]
    public async Task Clients_that_do_not_know_the_notice_wait_without_it()
    {
        await using RawClient publisher = await OpenAsync();
        await Client.DeclareAsync("q");
        await FillAsync(publisher);
        await Client.SendAsync(1, new QueuePurge { Queue = "q" });
        await Client.ExpectAsync(MethodId.QueuePurgeOk);
        await publisher.ExpectNothingAsync();
    }

    [Fact]
    public async Task A_connection_that_waits_can_still_make_room_by_its_acks()
    {
        await using RawClient both = await OpenAsync(WithNotices);
        await both.DeclareAsync("q");
        await both.QosAsync(1);
        await both.ConsumeAsync("q");
        int published = 0;
        while (!Broker.Resources.Memory.IsHigh)
        {
            both.Publish("q", Body);
            await both.FlushAsync();
            published++;
        }

        for (int i = 0; i < 3; i++, published++)
        {
            await both.PublishAsync("q", "waits");
        }

        int delivered = 0;
        while (delivered < published)
        {
            RawFrame frame = await both.ReadAsync();
            if (frame.Id == MethodId.BasicDeliver)
            {
                await both.AckAsync((await both.ReadContentAsync(frame)).Tag);
                delivered++;
            }
        }

        await both.ExpectNothingAsync();
    }

    [Fact]
    public async Task A_consumer_on_a_waiting_connection_gets_what_others_publish()
    {
        await using RawClient both = await OpenAsync();
        await Client.DeclareAsync("q");
        await FillAsync(both);
        await both.OpenChannelAsync(2);
        await both.DeclareAsync("r", channel: 2);
        Assert.True((await both.InspectAsync("q", channel: 2)).Messages > 0);
    }

    [Fact]
    public async Task A_client_that_does_not_stop_is_not_read_from_any_more()
    {
        await using RawClient publisher = await OpenAsync();
        await Client.DeclareAsync("q");
        int published = 0;
        Task flush = Task.CompletedTask;
        while (flush.IsCompleted)
        {
            await flush;
            publisher.Publish("q", Body);
            published++;
            flush = publisher.Output.FlushAsync().AsTask();
            for (int i = 0; i < 50 && !flush.IsCompleted; i++)
            {
                // The broker is only busy, perhaps: it has had time for fifty other questions then.
                await Client.ExpectNothingAsync();
            }

            Assert.True(published < 64 * Kilobyte, "memory is not bounded");
        }

        Assert.True(Broker.Resources.Memory.Octets < 2 * Watermark);
        string tag = await Client.ConsumeAsync("q", noAck: true);
        for (int i = 0; i < published; i++)
        {
            await Client.ReadDeliveryAsync();
        }

        await flush;
        Assert.NotEmpty(tag);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_waits_when_a_client_leaves_is_taken(bool says)
    {
        RawClient publisher = await OpenAsync();
        await Client.DeclareAsync("q");
        int published = await FillAsync(publisher);
        if (says)
        {
            await publisher.SendAsync(0, new ConnectionClose { ReplyCode = ReplyCode.Success, ReplyText = "" });
            await publisher.ExpectAsync(MethodId.ConnectionCloseOk);
        }

        await publisher.DisposeAsync();
        while (Broker.ConnectionCount > 1)
        {
            await Task.Yield();
        }

        Assert.Equal(published, (await Client.InspectAsync("q")).Messages);
    }

    [Fact]
    public async Task A_consumer_that_does_not_read_holds_nobody_up()
    {
        await using RawClient silent = await OpenAsync();
        await Client.DeclareAsync("shared");
        await Client.DeclareAsync("own");
        await silent.ConsumeAsync("shared", noAck: true);
        await Client.ConsumeAsync("own", noAck: true);
        for (int i = 0; i < Kilobyte; i++)
        {
            Client.Publish("shared", Body);
        }

        await Client.PublishAsync("own", "through");
        Assert.Equal("through", (await Client.ReadDeliveryAsync()).Text);
        Assert.True((await Client.InspectAsync("shared")).Messages > 0);

        for (int i = 0; i < Kilobyte; i++)
        {
            await silent.ReadDeliveryAsync();
        }
    }

    [Fact]
    public async Task Large_answers_to_few_octets_wait_for_a_client_that_does_not_read()
    {
        const int Times = 200;
        byte[] body = new byte[64 * Kilobyte];
        await Client.DeclareAsync("large");
        Client.Publish("large", body);
        for (ulong tag = 1; tag <= Times; tag++)
        {
            FrameWriter.WriteMethod(Client.Output, 1, new BasicGet { Queue = "large" });
            FrameWriter.WriteMethod(Client.Output, 1, new BasicReject { DeliveryTag = tag, Requeue = true });
        }

        await Client.FlushAsync();
        ReadResult unread = await Client.Input.ReadAsync();
        Assert.True(unread.Buffer.Length < 4 * 1024 * Kilobyte, $"{unread.Buffer.Length} octets lie unread");
        Client.Input.AdvanceTo(unread.Buffer.Start);
        for (int i = 0; i < Times; i++)
        {
            Assert.Equal(body.Length, (await Client.ReadContentAsync(await Client.ExpectAsync(MethodId.BasicGetOk))).Body.Length);
        }

        await Client.ExpectNothingAsync();
    }

    [Fact]
    public async Task What_waited_is_answered_in_parts_and_in_its_order()
    {
        const int Times = 100;
        await using RawClient publisher = await OpenAsync();
        await Client.DeclareAsync("q");
        await Client.DeclareAsync("large");
        Client.Publish("large", new byte[64 * Kilobyte]);
        await Client.ExpectNothingAsync();
        await FillAsync(publisher);
        for (int i = 0; i < Times; i++)
        {
            FrameWriter.WriteMethod(publisher.Output, 1, new BasicGet { Queue = "large" });
            FrameWriter.WriteMethod(publisher.Output, 1, new BasicRecover { Requeue = true });
        }

        await publisher.PublishAsync("large", "last");
        await Client.SendAsync(1, new QueuePurge { Queue = "q" });
        await Client.ExpectAsync(MethodId.QueuePurgeOk);
        for (int i = 0; i < Times; i++)
        {
            await publisher.ReadContentAsync(await publisher.ExpectAsync(MethodId.BasicGetOk));
            await publisher.ExpectAsync(MethodId.BasicRecoverOk);
        }

        Assert.Equal(2, (await publisher.InspectAsync("large")).Messages);
    }

    [Fact]
    public async Task An_ack_does_not_overtake_the_rest_of_a_message()
    {
        const int Times = 100;
        await using RawClient publisher = await OpenAsync();
        await publisher.OpenChannelAsync(2);
        await Client.DeclareAsync("q");
        await Client.DeclareAsync("large");
        Client.Publish("large", new byte[64 * Kilobyte]);
        Client.Publish("q", Body);
        await Client.ExpectNothingAsync();
        ulong tag = (await publisher.GetAsync("q", channel: 2))!.Tag;
        FrameWriter.WriteMethod(publisher.Output, 2, new BasicPublish { RoutingKey = "large" });
        FrameWriter.WriteHeader(publisher.Output, 2, (ulong)Body.Length, BasicProperties.Empty);
        await FillAsync(publisher);
        for (int i = 0; i < Times; i++)
        {
            FrameWriter.WriteMethod(publisher.Output, 1, new BasicGet { Queue = "large" });
            FrameWriter.WriteMethod(publisher.Output, 1, new BasicRecover { Requeue = true });
        }

        await publisher.FlushAsync();
        await Client.SendAsync(1, new QueuePurge { Queue = "q" });
        await Client.ExpectAsync(MethodId.QueuePurgeOk);
        await publisher.ReadContentAsync(await publisher.ExpectAsync(MethodId.BasicGetOk));

        // Channel 1 has not had all its answers yet, so that channel 2 waits too.
        FrameWriter.WriteBody(publisher.Output, 2, Body, FrameFormat.DefaultFrameMax);
        await publisher.AckAsync(tag, channel: 2);
        for (int i = 1; i < Times; i++)
        {
            await publisher.ExpectAsync(MethodId.BasicRecoverOk);
            await publisher.ReadContentAsync(await publisher.ExpectAsync(MethodId.BasicGetOk));
        }

        await publisher.ExpectAsync(MethodId.BasicRecoverOk);
        Assert.Equal(2, (await publisher.InspectAsync("large", channel: 2)).Messages);
    }

    [Fact]
    public async Task A_mistake_on_a_channel_that_waits_costs_that_channel_alone()
    {
        await using RawClient publisher = await OpenAsync();
        await publisher.OpenChannelAsync(2);
        await Client.DeclareAsync("q");
        int published = await FillAsync(publisher);
        await publisher.AckAsync(99);
        await publisher.ExpectChannelCloseAsync(ReplyCode.PreconditionFailed);
        await publisher.ExpectNothingAsync(channel: 2);
        Assert.Equal(published, (await Client.InspectAsync("q")).Messages);

        await Client.SendAsync(1, new QueuePurge { Queue = "q" });
        await Client.ExpectAsync(MethodId.QueuePurgeOk);
        await publisher.ExpectNothingAsync(channel: 2);
    }

    /// <summary>Publishes until memory is short, and a little more. Returns how many messages that were.</summary>
    private async Task<int> FillAsync(RawClient publisher)
    {
        int published = 0;
        while (!Broker.Resources.Memory.IsHigh)
        {
            publisher.Publish("q", Body);
            await publisher.FlushAsync();
            published++;
        }

        for (int i = 0; i < 10; i++, published++)
        {
            publisher.Publish("q", Body);
        }

        await publisher.FlushAsync();
        return published;
    }
}
