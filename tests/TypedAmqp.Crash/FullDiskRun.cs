using RabbitMQ.Client;

namespace TypedAmqp.Crash;

/// <summary>
/// Fills a small disk with confirmed messages until the broker blocks publishers, drains it, and sees publishing go on by itself; kills the broker
/// when the disk is full, when it is drained and when it has room again, in turn, and looks for everything that was confirmed.
/// </summary>
public sealed class FullDiskRun
{
    private const long LargestDisk = 512L << 20;
    private const int SegmentSize = 1 << 20;
    private const int SmallestBody = 20_000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly CrashOptions _options;
    private readonly Random _random;
    private readonly string _folder;
    private readonly CrashReport _report = new();
    private readonly QueueJournal _queue;
    private int _blocked;
    private int _resumed;

    /// <summary>Prepares it.</summary>
    /// <exception cref="ArgumentException">The folder is not on a small disk of its own.</exception>
    public FullDiskRun(CrashOptions options, string disk)
    {
        _options = options;
        _random = new Random(options.Seed);
        _queue = new QueueJournal("crash.full", _report);
        _folder = Path.Combine(disk, "data");
        if (!Directory.Exists(disk) || Directory.EnumerateFileSystemEntries(disk).Any() || new DriveInfo(disk).TotalSize > LargestDisk)
        {
            throw new ArgumentException(
                $"{disk} is not an empty folder on a disk of its own of at most {LargestDisk >> 20} MiB, which is filled. Make one: "
                    + "'mkdir -p DISK', and 'mount -t tmpfs -o size=60m tmpfs DISK'.");
        }
    }

    /// <summary>Runs it.</summary>
    public async Task<CrashReport> RunAsync()
    {
        while (_report.Kills < _options.Kills)
        {
            await LiveAsync();
            _options.Progress?.Invoke($"{_report}; blocked {_blocked} times, went on {_resumed} times");
        }

        await using BrokerLife last = await BeginAsync();
        await using Drain drain = await DrainAsync(last);
        Directory.Delete(_folder, recursive: true);
        return _report;
    }

    private async Task LiveAsync()
    {
        await using BrokerLife life = await BeginAsync();
        Drain drain = await DrainAsync(life);
        IConnection publishing = await life.ConnectAsync("guest");
        TaskCompletionSource blocked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource unblocked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        publishing.ConnectionBlockedAsync += (_, _) => Set(blocked);
        publishing.ConnectionUnblockedAsync += (_, _) => Set(unblocked);
        Task load = WorkAsync(life, Load.PublishAsync(publishing, "", [_queue], _random, SmallestBody));
        await FirstAsync(blocked.Task, load);
        _blocked++;
        int moment = _report.Kills % 3;
        if (moment > 0)
        {
            Task draining = WorkAsync(life, ConsumeAsync(life, drain));
            load = Task.WhenAll(load, draining);
            if (moment == 2)
            {
                await FirstAsync(unblocked.Task, load);
                _resumed++;
            }

            new KillMoment(KillAim.Traffic, _folder, _report, _random.Next(1, 100)).Wait(load);
        }

        life.Kill();
        _report.Kills++;
        await load.WaitAsync(Patience);

        static Task Set(TaskCompletionSource source)
        {
            source.TrySetResult();
            return Task.CompletedTask;
        }
    }

    private async Task<BrokerLife> BeginAsync()
    {
        // Publishers are to wait when nothing is left, and not before.
        BrokerLife life = BrokerLife.Begin(_folder, SegmentSize, "--disk-free-limit", "0");
        await life.ReadyAsync();
        return life;
    }

    // Whatever is in the queue, compared with the journal.
    private async Task<Drain> DrainAsync(BrokerLife life)
    {
        IConnection connection = await life.ConnectAsync("guest");
        await using (IChannel channel = await connection.CreateChannelAsync())
        {
            await channel.QueueDeclareAsync(_queue.Name, durable: true, exclusive: false, autoDelete: false);
        }

        Drain drain = await Drain.ReadAsync(connection, _queue, _report);
        _queue.Check(drain.Found);
        return drain;
    }

    private async Task ConsumeAsync(BrokerLife life, Drain drain)
    {
        await drain.SettleAsync(_random);
        await drain.DisposeAsync();
        await Load.ConsumeAsync(await life.ConnectAsync("guest"), _queue, _random, _report);
    }

    // What was awaited, or what the load ended with before it came.
    private static async Task FirstAsync(Task awaited, Task load)
    {
        await (await Task.WhenAny(awaited, load).WaitAsync(Patience));
        await awaited.WaitAsync(Patience);
    }

    private static async Task WorkAsync(BrokerLife life, Task work)
    {
        try
        {
            await work;
        }
        catch (Exception) when (life.IsKilled)
        {
            // Whatever breaks before is a defect; now everything does.
        }
    }
}
