using System.Collections.Concurrent;
using System.Globalization;
using TypedAmqp.Tests.Typed;

namespace TypedAmqp.Tests.Recovery;

/// <summary>
/// Everything that a bus does, at once, over a network that drops, holds back and cuts in the middle of frames: what was confirmed is handled, in
/// order where one is promised, twice only where the broker says so, and every publish and call ends.
/// </summary>
public sealed class FaultTests
{
    /// <summary>How many faults there are; more for a run by hand.</summary>
    private static int Faults =>
        int.TryParse(Environment.GetEnvironmentVariable("TYPEDAMQP_TEST_FAULTS"), CultureInfo.InvariantCulture, out int faults) ? faults : 15;

    [Theory]
    [InlineData(1)]
    public async Task NothingIsLostOrReordered(int seed)
    {
        await using RecoveryWorld world = await RecoveryWorld.StartAsync();
        AmqpBus bus = await world.ConnectAsync(TestsTopology.Instance);
        Ledger steps = new("steps"), batches = new("batches"), stream = new("stream");
        await bus.ConsumeAsync(new StepHandler(steps), new SubscriptionOptions { Concurrency = 4 });
        await bus.ConsumeAsync(new TextBatches(batches), new SubscriptionOptions { BatchSize = 10, BatchDelay = TimeSpan.Zero });
        await bus.ConsumeAsync(new NoteHandler(stream), new SubscriptionOptions { Offset = StreamOffset.First, Prefetch = 50 });
        await bus.ServeAsync(new Oracle());
        using CancellationTokenSource stop = new();
        long answers = 0;
        Task work = Task.WhenAll(
            PublishAsync(steps, key => bus.Steps().TryPublishAsync(new Step(key.Key, key.Number)), stop.Token),
            PublishAsync(batches, key => bus.Texts().TryPublishAsync($"{key.Key} {key.Number}"), stop.Token),
            PublishAsync(stream, key => bus.History().TryPublishAsync(new Note($"{key.Key} {key.Number}")), stop.Token),
            CallAsync(() => bus.Oracle().AskAsync(new Question("once")), stop.Token),
            CallAsync(() => bus.Oracle().InsistAsync(new Question("again")), stop.Token));

        Random random = new(seed);
        for (int fault = 0; fault < Faults; fault++)
        {
            switch (random.Next(3))
            {
                case 0:
                    world.Link.Drop();
                    break;
                case 1:
                    world.Link.CutAfter(random.Next(5000));
                    break;
                default:
                    world.Link.Stall();
                    await Task.WhenAny(work, Task.Delay(random.Next(5)));
                    world.Link.Resume();
                    break;
            }

            long enough = Handled() + random.Next(100);
            await UntilAsync(() => Handled() >= enough || work.IsCompleted);
        }

        world.Link.CutAfter(long.MaxValue);
        await stop.CancelAsync();
        await work.WaitAsync(TimeSpan.FromMinutes(1));
        foreach (Ledger ledger in (Ledger[])[steps, batches, stream])
        {
            await UntilAsync(() => ledger.IsComplete);
            Assert.Empty(ledger.Wrong);
        }

        Assert.Equal(0, bus.Rpc.Waiting);
        Assert.True(Interlocked.Read(ref answers) > 0, "No call was answered.");
        Assert.True(world.Link.Accepted > Faults / 4, $"The connection was lost only {world.Link.Accepted - 1} times.");

        long Handled() => steps.Handled + batches.Handled + stream.Handled;

        async Task CallAsync(Func<Task<Answer>> call, CancellationToken stop)
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    await call();
                    Interlocked.Increment(ref answers);
                }
                catch (Exception e) when (e
                    is RpcUnavailableException { IsReplyLost: true } or AmqpChannelClosedException or AmqpConnectionClosedException)
                {
                    // As declared: its caller is told.
                    await Task.Yield();
                }
            }
        }
    }

    private static Task PublishAsync(Ledger ledger, Func<(int Key, int Number), ValueTask<PublishResult>> publish, CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(0, 4).Select(async key =>
        {
            for (int number = 0; !stop.IsCancellationRequested; number++)
            {
                PublishResult result = await publish((key, number));
                if (result.IsSuccess)
                {
                    ledger.Confirm(key, number);
                }
                else
                {
                    Assert.Equal(PublishOutcome.Unknown, result.Outcome);
                }
            }
        }));

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(1));
        using PeriodicTimer looks = new(TimeSpan.FromMilliseconds(1));
        while (!isSo())
        {
            await looks.WaitForNextTickAsync(patience.Token);
        }
    }

    /// <summary>What was confirmed, and what was handled, of the numbers of some keys.</summary>
    private sealed class Ledger(string name)
    {
        private readonly Lock _gate = new();
        private readonly HashSet<(int Key, int Number)> _confirmed = [];
        private readonly HashSet<(int Key, int Number)> _seen = [];
        private readonly Dictionary<int, int> _last = [];
        private long _handled;

        public ConcurrentQueue<string> Wrong { get; } = new();

        public long Handled => Interlocked.Read(ref _handled);

        public bool IsComplete
        {
            get
            {
                lock (_gate)
                {
                    return _confirmed.IsSubsetOf(_seen);
                }
            }
        }

        public void Confirm(int key, int number)
        {
            lock (_gate)
            {
                _confirmed.Add((key, number));
            }
        }

        /// <param name="key">The key.</param>
        /// <param name="number">Its number.</param>
        /// <param name="mayRepeat">Whether the broker, or the kind of the queue, says that it may have come before.</param>
        public void See(int key, int number, bool mayRepeat)
        {
            Interlocked.Increment(ref _handled);
            lock (_gate)
            {
                if (!_seen.Add((key, number)))
                {
                    if (!mayRepeat)
                    {
                        Wrong.Enqueue($"{name}: {key}/{number} came twice.");
                    }

                    return;
                }

                int last = _last.GetValueOrDefault(key, -1);
                if (number < last && _confirmed.Contains((key, number)))
                {
                    Wrong.Enqueue($"{name}: {key}/{number} came for the first time behind {last}.");
                }

                _last[key] = Math.Max(last, number);
            }
        }

        public void See(string text, bool mayRepeat)
        {
            string[] parts = text.Split(' ');
            See(int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture), mayRepeat);
        }
    }

    private sealed class StepHandler(Ledger ledger) : Steps.IConsumer
    {
        public async ValueTask HandleAsync(Step message, Delivery delivery, CancellationToken cancellationToken)
        {
            ledger.See(message.Job, message.Number, delivery.Redelivered);
            await Task.Yield();
        }

        public ValueTask HandleAsync(Halt message, Delivery delivery, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }

    private sealed class TextBatches(Ledger ledger) : Texts.IBatchConsumer
    {
        public ValueTask HandleAsync(MessageBatch<string> messages, CancellationToken cancellationToken)
        {
            foreach (string text in messages)
            {
                ledger.See(text, mayRepeat: true);
            }

            return ValueTask.CompletedTask;
        }
    }

    private sealed class NoteHandler(Ledger ledger) : History.IConsumer
    {
        public ValueTask HandleAsync(Note message, Delivery delivery, CancellationToken cancellationToken)
        {
            // A stream knows of no redelivery: it goes on behind the last message whose handling had ended.
            ledger.See(message.Text, mayRepeat: true);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Oracle : IOracle
    {
        public Task<Answer> AskAsync(Question question, CancellationToken cancellationToken = default) => Task.FromResult(new Answer(question.Text));

        public Task<Answer> InsistAsync(Question question, CancellationToken cancellationToken = default) => AskAsync(question, cancellationToken);

        public async ValueTask<Answer> PonderAsync(Question question, CancellationToken cancellationToken = default) =>
            await AskAsync(question, cancellationToken);

        public Task<Answer?> RecallAsync(Question? question, CancellationToken cancellationToken = default) => Task.FromResult<Answer?>(null);

        public Task ForgetAsync() => Task.CompletedTask;
    }
}
