using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests;

/// <summary>Confirms follow the commits of a store: what a store on disk relies on.</summary>
public sealed class CommitTests : BrokerTest
{
    private readonly List<SlowStore> _stores;

    public CommitTests()
        : this([])
    {
    }

    private CommitTests(List<SlowStore> stores)
        : base(null, gauge =>
        {
            SlowStore store = new(new MemoryStore(gauge));
            stores.Add(store);
            return store;
        }) => _stores = stores;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Client.DeclareAsync("q");
        await Client.DeclareAsync("r");
        await Client.SendAsync(1, new ConfirmSelect());
        await Client.ExpectAsync(MethodId.ConfirmSelectOk);
    }

    [Fact]
    public async Task A_confirm_waits_for_the_commit()
    {
        await Client.PublishAsync("q", "one");
        await Client.PublishAsync("q", "two");
        await Client.ExpectNothingAsync();
        _stores[0].Commit();
        ulong confirmed = 0;
        while (confirmed < 2)
        {
            confirmed = (await Client.ExpectAsync(MethodId.BasicAck)).As<BasicAck>().DeliveryTag;
        }
    }

    [Fact]
    public async Task A_delivery_does_not_wait()
    {
        await Client.ConsumeAsync("q");
        await Client.PublishAsync("q", "one");
        Assert.Equal("one", (await Client.ReadDeliveryAsync()).Text);
        await Client.ExpectNothingAsync();
    }

    [Fact]
    public async Task Confirms_stay_in_order_when_stores_do_not()
    {
        await Client.PublishAsync("q", "slow");
        await Client.ExpectNothingAsync();
        await Client.PublishAsync("nobody", "at once");
        await Client.PublishAsync("r", "fast");
        await Client.ExpectNothingAsync();
        _stores[1].Commit();
        await Client.ExpectNothingAsync();
        _stores[0].Commit();
        ulong confirmed = 0;
        while (confirmed < 3)
        {
            ulong tag = (await Client.ExpectAsync(MethodId.BasicAck)).As<BasicAck>().DeliveryTag;
            Assert.True(tag > confirmed);
            confirmed = tag;
        }
    }

    [Fact]
    public async Task What_cannot_be_committed_is_refused()
    {
        await Client.PublishAsync("q", "lost");
        await Client.ExpectNothingAsync();
        _stores[0].Fail();
        Assert.Equal(1UL, (await Client.ExpectAsync(MethodId.BasicNack)).As<BasicNack>().DeliveryTag);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_channel_that_is_closed_confirms_nothing_more(bool isCommitted)
    {
        await Client.PublishAsync("q", "one");
        await Client.SendAsync(1, new ChannelClose { ReplyText = "" });
        await Client.ExpectAsync(MethodId.ChannelCloseOk);
        await Client.OpenChannelAsync(1);
        if (isCommitted)
        {
            _stores[0].Commit();
        }
        else
        {
            _stores[0].Fail();
        }

        await Client.ExpectNothingAsync();
        await Broker.IdleAsync().WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task An_open_confirm_keeps_the_broker_from_being_idle()
    {
        await Client.PublishAsync("q", "one");
        await Client.ExpectNothingAsync();
        Task idle = Broker.IdleAsync();
        Assert.False(idle.IsCompleted);
        _stores[0].Commit();
        await Client.ExpectAsync(MethodId.BasicAck);
        await idle.WaitAsync(TimeSpan.FromSeconds(10));
    }

    /// <summary>Commits when it is told to.</summary>
    private sealed class SlowStore(MemoryStore store) : MessageStore
    {
        private TaskCompletionSource _commit = new();
        private long _committed;

        public override long Appended => store.Appended;

        public override long Committed => Volatile.Read(ref _committed);

        public override Task CommittedAsync(long appended) => Volatile.Read(ref _commit).Task;

        public void Commit()
        {
            Volatile.Write(ref _committed, store.Appended);
            Interlocked.Exchange(ref _commit, new TaskCompletionSource()).SetResult();
        }

        public void Fail() => _commit.SetException(new IOException("The disk is full."));

        public override QueueEntry Append(in MessageOctets message) => store.Append(message);

        public override MessageOctets Read(in QueueEntry entry) => store.Read(entry);

        public override void Release(in QueueEntry entry) => store.Release(entry);

        public override void Clear() => store.Clear();
    }
}
