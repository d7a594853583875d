using TypedAmqp.Protocol;
using TypedAmqp.Testing;

namespace TypedAmqp.Broker.Tests;

/// <summary>Quorum queues that keep what died until it was taken elsewhere.</summary>
public sealed class AtLeastOnceTests : BrokerTest
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMinutes(3);

    private readonly VirtualClock _clock;
    private readonly string _work = $"once.{Guid.NewGuid():n}";
    private readonly string _dead = $"once.{Guid.NewGuid():n}.dead";

    public AtLeastOnceTests()
        : this(new VirtualClock())
    {
    }

    private AtLeastOnceTests(VirtualClock clock)
        : base(new BrokerOptions { TimeProvider = clock, Heartbeat = TimeSpan.Zero }) => _clock = clock;

    [Fact]
    public async Task What_can_be_taken_is_taken_at_once_and_let_go()
    {
        await DeclareAsync();
        await Client.DeclareAsync(_dead);
        await RejectAsync("one");
        RawMessage dead = await FetchAsync();
        Assert.Equal("one", dead.Text);
        Assert.Equal("rejected", dead.Properties.Headers!["x-first-death-reason"]);
        if (!IsOracle)
        {
            Advance(RetryInterval);
            Assert.Null(await Client.GetAsync(_dead));
            Assert.InRange(Broker.Resources.Memory.Octets, 0, 2 * MemoryStore.KeptChunk);
        }
    }

    [Fact]
    public async Task What_leads_nowhere_waits_until_it_leads_somewhere()
    {
        if (IsOracle)
        {
            return;
        }

        await DeclareAsync();
        await RejectAsync("one");
        await RejectAsync("two");
        Advance(RetryInterval);
        await Client.DeclareAsync(_dead);
        Advance(RetryInterval - TimeSpan.FromSeconds(1));
        Assert.Null(await Client.GetAsync(_dead));
        Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["one", "two"], new[] { (await FetchAsync()).Text, (await FetchAsync()).Text }.Order());
    }

    [Fact]
    public async Task Where_there_is_no_room_it_waits_for_some()
    {
        if (IsOracle)
        {
            return;
        }

        await DeclareAsync();
        await Client.DeclareAsync(_dead, arguments: new FieldTable { ["x-max-length"] = 1, ["x-overflow"] = "reject-publish" });
        await RejectAsync("one");
        await RejectAsync("two");
        Advance(RetryInterval);
        Assert.Equal("one", (await FetchAsync()).Text);
        Assert.Null(await Client.GetAsync(_dead));
        Advance(RetryInterval);
        Assert.Equal("two", (await FetchAsync()).Text);
    }

    [Fact]
    public async Task What_waits_counts_against_the_limit()
    {
        await DeclareAsync(limit: 2);
        await RejectAsync("one");
        await Client.SendAsync(1, new ConfirmSelect());
        await Client.ExpectAsync(MethodId.ConfirmSelectOk);
        List<MethodId> answers = [];
        for (int i = 0; i < 4; i++)
        {
            await Client.PublishAsync(_work, $"{i}");
            answers.Add((await Client.ReadAsync()).Id);
        }

        Assert.Equal([MethodId.BasicAck, MethodId.BasicAck, MethodId.BasicNack, MethodId.BasicNack], answers);
    }

    [Fact]
    public async Task A_queue_that_goes_takes_them_along()
    {
        if (IsOracle)
        {
            return;
        }

        await DeclareAsync();
        await RejectAsync(new string('x', 50_000));
        Assert.True(Broker.Resources.Memory.Octets > 50_000);
        await Client.SendAsync(1, new QueueDelete { Queue = _work });
        await Client.ExpectAsync(MethodId.QueueDeleteOk);
        Assert.Equal(0, Broker.Resources.Memory.Octets);
        Advance(RetryInterval);
    }

    private async Task DeclareAsync(int limit = 100)
    {
        FieldTable arguments = new()
        {
            ["x-queue-type"] = "quorum",
            ["x-dead-letter-strategy"] = "at-least-once",
            ["x-overflow"] = "reject-publish",
            ["x-max-length"] = limit,
            ["x-dead-letter-exchange"] = "",
            ["x-dead-letter-routing-key"] = _dead,
        };
        await Client.DeclareAsync(_work, durable: true, arguments: arguments);
    }

    private async Task RejectAsync(string body)
    {
        await Client.PublishAsync(_work, body);
        ulong tag = 0;
        while (tag == 0)
        {
            // A real quorum queue takes its time.
            tag = (await Client.GetAsync(_work))?.Tag ?? 0;
        }

        await Client.SendAsync(1, new BasicReject { DeliveryTag = tag });
        await Client.ExpectNothingAsync();
    }

    private async Task<RawMessage> FetchAsync()
    {
        RawMessage? message = null;
        while (message is null)
        {
            message = await Client.GetAsync(_dead, noAck: true);
        }

        return message;
    }

    private void Advance(TimeSpan time) => _clock.Advance(time);
}
