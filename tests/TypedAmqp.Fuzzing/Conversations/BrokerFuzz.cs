using TypedAmqp.Broker;
using TypedAmqp.Fuzzing.Input;
using TypedAmqp.Fuzzing.Targets;
using TypedAmqp.Testing;

namespace TypedAmqp.Fuzzing.Conversations;

/// <summary>
/// Conversations with one broker, up to three at a time. After each round nothing may be left of it: no connection, queue, message, timer or rented
/// array; and from time to time, no memory.
/// </summary>
internal sealed class BrokerFuzz : IAsyncDisposable
{
    private const int MostClients = 3;
    private const int WitnessEvery = 64;
    private const long MemorySlack = 8 * 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ulong _seed;
    private readonly VirtualClock _clock = new();
    private readonly FailureLog _failures = new();
    private readonly PoolBalance _pool;
    private readonly Broker.Broker _broker;
    private long _memory;

    /// <summary>Starts the broker.</summary>
    /// <param name="seed">What all that is said follows from.</param>
    /// <param name="withTraces">Whether to say where an array that was not given back had been rented.</param>
    public BrokerFuzz(ulong seed, bool withTraces)
    {
        _seed = seed;
        _pool = new PoolBalance(withTraces);
        _broker = new Broker.Broker(new BrokerOptions
        {
            VirtualHosts = ["/", "other"],
            TimeProvider = _clock,
            LoggerFactory = _failures,

            // So little that publishers meet it.
            MemoryHighWatermark = 256 * 1024,
        });
    }

    /// <summary>Connections that have been served.</summary>
    public long Conversations { get; private set; }

    /// <summary>Runs one round. What its clients say depends on the seed and the number alone.</summary>
    /// <exception cref="FuzzFailureException">The broker failed, hung, or kept something.</exception>
    public async Task RunAsync(long iteration)
    {
        DeterministicRandom random = DeterministicRandom.ForIteration(_seed, iteration);
        long rented = _pool.Rented;
        byte[][] octets = [.. Enumerable.Range(0, 1 + random.Next(MostClients)).Select(_ => Conversation.Create(random))];
        try
        {
            await ConverseAsync(octets, random).WaitAsync(Patience);
            await _broker.Activity.WhenAsync(() => _broker.ConnectionCount == 0, CancellationToken.None).WaitAsync(Patience);
            Conversations += octets.Length;
            Leftovers.Clear(_broker);
            await WaitAsync(() => Leftovers.Describe(_broker));

            // The queues that were in use are asked for what they keep, and are no more.
            _clock.Advance(IdleQueues.Period);
            await WaitAsync(() => _clock.TimersSet == 0 ? null : $"{_clock.TimersSet} timers are set");
            await WaitAsync(() => _pool.Rented <= rented ? null : $"{_pool.Rented - rented} arrays were not given back");
            if (iteration % WitnessEvery == 0)
            {
                await Witness.CheckAsync(_broker).WaitAsync(Patience);
                await _broker.Activity.WhenAsync(() => _broker.ConnectionCount == 0, CancellationToken.None).WaitAsync(Patience);
                Leftovers.Clear(_broker);
            }

            if (_failures.First is { } failure)
            {
                throw new FuzzFailureException(failure);
            }
        }
        catch (Exception exception) when (exception is TimeoutException or FuzzFailureException)
        {
            string what = exception is TimeoutException ? $"hangs; {_broker.ConnectionCount} connections are left" : exception.Message;
            throw new FuzzFailureException(
                $"broker, seed {_seed}, iteration {iteration} (again: --target broker --seed {_seed} --first {iteration} --count 1): {what}");
        }
    }

    /// <summary>Looks whether memory is back to where it was when this was first called.</summary>
    /// <exception cref="FuzzFailureException">It has grown.</exception>
    public void CheckMemory()
    {
        long memory = GC.GetTotalMemory(forceFullCollection: true);
        _memory = _memory == 0 ? memory : _memory;
        if (memory > _memory + MemorySlack)
        {
            throw new FuzzFailureException($"broker, seed {_seed}: memory grew from {_memory} to {memory} octets");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        _pool.Dispose();
    }

    private async Task ConverseAsync(byte[][] octets, DeterministicRandom random)
    {
        List<FuzzClient> clients = [.. octets.Select(said => new FuzzClient(_broker.Connect(), said, random.NextBoolean()))];
        List<FuzzClient> talking = [.. clients];
        int piece = random.Next(3) switch { 0 => 64, 1 => 1024, _ => int.MaxValue };
        while (talking.Count > 0)
        {
            FuzzClient client = random.Pick(talking);
            await client.SendAsync(piece);
            if (client.IsDone)
            {
                talking.Remove(client);
            }

            if (random.Next(8) == 0)
            {
                _clock.Advance(TimeSpan.FromMilliseconds(1 << random.Next(24)));
            }
        }

        await Task.WhenAll(clients.Select(client => client.EndAsync(abruptly: random.Next(4) == 0)));
    }

    // What ends on another thread may need a moment.
    private async Task WaitAsync(Func<string?> problem)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (problem() is { } text)
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
            {
                throw new FuzzFailureException($"{text}\n{_pool.Describe()}");
            }

            await Task.Yield();
        }
    }
}
