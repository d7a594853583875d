using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests;

/// <summary>A policy that is set while messages are on their way: what is confirmed is kept.</summary>
public sealed class PolicyRaceTests : BrokerTest
{
    private readonly Hook _hook;

    public PolicyRaceTests()
        : this(new Hook())
    {
    }

    private PolicyRaceTests(Hook hook)
        : base(null, gauge => new HookedStore(new MemoryStore(gauge), hook)) => _hook = hook;

    [Fact]
    public async Task What_was_routed_before_a_queue_began_to_refuse_is_kept_and_confirmed()
    {
        await Client.DeclareAsync("q");
        await Client.DeclareAsync("r");
        await Client.SendAsync(1, new ConfirmSelect());
        await Client.ExpectAsync(MethodId.ConfirmSelectOk);
        BrokerPolicy full = new("full", "^r$", new FieldTable { ["max-length"] = 0, ["overflow"] = "reject-publish" });
        _hook.OnAppend = () =>
        {
            _hook.OnAppend = null;
            Broker.SetPolicy(full);
        };

        // Both are routed before either is with its queue.
        Client.Publish("q", [1]);
        Client.Publish("r", [2]);
        await Client.FlushAsync();
        Assert.Equal(2ul, (await Client.ExpectAsync(MethodId.BasicAck)).As<BasicAck>().DeliveryTag);

        Assert.Null(_hook.OnAppend);
        Assert.Equal((1, 0), await Client.InspectAsync("r"));
        await Client.PublishAsync("r", "refused");
        await Client.ExpectAsync(MethodId.BasicNack);
    }

    private sealed class Hook
    {
        public Action? OnAppend { get; set; }
    }

    private sealed class HookedStore(MemoryStore store, Hook hook) : MessageStore
    {
        public override long Appended => store.Appended;

        public override long Committed => store.Committed;

        public override Task CommittedAsync(long appended) => store.CommittedAsync(appended);

        public override QueueEntry Append(in MessageOctets message)
        {
            hook.OnAppend?.Invoke();
            return store.Append(message);
        }

        public override void Return(in QueueEntry entry) => store.Return(entry);

        public override MessageOctets Read(in QueueEntry entry) => store.Read(entry);

        public override void Release(in QueueEntry entry) => store.Release(entry);

        public override void Clear() => store.Clear();
    }
}
