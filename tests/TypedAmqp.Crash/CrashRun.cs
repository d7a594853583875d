using System.Diagnostics;
using RabbitMQ.Client;

namespace TypedAmqp.Crash;

/// <summary>Starts the broker, looks for everything that it promised, works with it and kills it, again and again.</summary>
public sealed class CrashRun
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    private readonly CrashOptions _options;
    private readonly Random _random;
    private readonly string _folder;
    private readonly CrashReport _report = new();
    private readonly QueueJournal[] _plain;
    private readonly QueueJournal[] _fanned;
    private readonly QueueJournal[] _transacted;
    private readonly StreamWatch _stream;
    private readonly DelayWatch _delays;
    private readonly Definitions _definitions;
    private readonly BackupWatch _backups;
    private Transaction? _transaction;
    private TimeSpan _startTime;

    /// <summary>Prepares it.</summary>
    public CrashRun(CrashOptions options)
    {
        _options = options;
        _random = new Random(options.Seed);
        _folder = options.Folder ?? Directory.CreateTempSubdirectory("typedamqp-crash-").FullName;
        _plain = [Queue("crash.one"), Queue("crash.two")];
        _fanned = [Queue("crash.fanned.one"), Queue("crash.fanned.two")];
        _transacted = [Queue("crash.transacted.one"), Queue("crash.transacted.two")];
        _stream = new StreamWatch(_report);
        _delays = new DelayWatch(_report);
        _definitions = new Definitions([.. _plain, .. _transacted], _fanned, _report);
        _backups = new BackupWatch(_folder, _plain, _report);

        QueueJournal Queue(string name) => new(name, _report);
    }

    /// <summary>Runs it.</summary>
    public async Task<CrashReport> RunAsync()
    {
        while (_report.Kills < _options.Kills)
        {
            await LiveAsync(isLast: false);
            Look();
            if (_report.Kills % 10 == 0)
            {
                _options.Progress?.Invoke(_report.ToString());
            }

            while (_report.Kills < _options.Kills && _random.Next(6) == 0)
            {
                await KillAtStartAsync();
            }
        }

        await LiveAsync(isLast: true);
        if (_options.Folder is null && _report.Violations.Count == 0)
        {
            Directory.Delete(_folder, recursive: true);
        }
        else
        {
            _options.Progress?.Invoke($"The data folder is {_folder}");
        }

        return _report;
    }

    private async Task LiveAsync(bool isLast)
    {
        long started = Stopwatch.GetTimestamp();
        await using BrokerLife life = BrokerLife.Begin(_folder, _options.SegmentSize);
        await life.ReadyAsync();
        _startTime = Stopwatch.GetElapsedTime(started);
        if (_report.Kills == 0)
        {
            await _definitions.CreateAsync(life);
        }
        else
        {
            await _definitions.CheckAsync(life);
        }

        IConnection connection = await life.ConnectAsync(Definitions.User);
        List<Drain> drains = [];
        foreach (QueueJournal queue in (QueueJournal[])[.. _plain, .. _fanned, .. _transacted])
        {
            drains.Add(await Drain.ReadAsync(connection, queue, _report));
        }

        Check(drains);
        await _stream.CheckAsync(connection);
        if (isLast)
        {
            await _delays.CheckAsync(connection);
        }
        else
        {
            KillAim aim = (KillAim)_random.Next(Enum.GetValues<KillAim>().Length);
            KillMoment moment = new(aim, _folder, _report, _random.Next(1, _options.MostSteps));
            Task load = LoadAsync(life, connection, drains);
            await Task.Factory.StartNew(() => moment.Wait(load), TaskCreationOptions.LongRunning);
            life.Kill();
            _report.Kills++;
            await EndAsync(load);
        }
    }

    // What a client has heard is in the journals within that time. RabbitMQ.Client 7.1.2 sometimes never ends a publish whose connection is cut: that
    // one says nothing more.
    private static async Task EndAsync(Task load)
    {
        try
        {
            await load.WaitAsync(Grace);
        }
        catch (TimeoutException) when (!load.IsCompleted)
        {
        }
    }

    private void Check(List<Drain> drains)
    {
        Dictionary<QueueJournal, HashSet<long>> found = drains.ToDictionary(
            static drain => drain.Queue, static drain => drain.Found.Select(static message => message.Number).ToHashSet());
        _transaction?.Check(found, _report);
        _transaction = null;
        foreach (Drain drain in drains)
        {
            drain.Queue.Check(drain.Found);
        }
    }

    private Task LoadAsync(BrokerLife life, IConnection connection, List<Drain> drains)
    {
        return Task.WhenAll(
        [
            WorkAsync(random => Load.PublishAsync(connection, "", [_plain[0]], random)),
            WorkAsync(random => Load.PublishAsync(connection, "", [_plain[1]], random)),
            WorkAsync(random => Load.PublishAsync(connection, Definitions.Exchange, _fanned, random)),
            WorkAsync(random => _stream.PublishAsync(connection, random)),
            WorkAsync(random => _delays.PublishAsync(connection, random)),
            WorkAsync(_ => _delays.ConsumeAsync(connection)),
            WorkAsync(_ => _definitions.ChangeAsync(life, connection)),
            WorkAsync(_ => _options.Backups ? _backups.RunAsync(life) : Task.CompletedTask),
            .. drains.Select(drain => WorkAsync(random => SettleAndConsumeAsync(life, drain, random))),
        ]);

        async Task WorkAsync(Func<Random, Task> work)
        {
            // Chance is not for several threads.
            Random random = new(_random.Next());
            try
            {
                await Task.Run(() => work(random));
            }
            catch (Exception) when (life.IsKilled)
            {
                // Whatever breaks before is a defect; now everything does.
            }
        }
    }

    // What was found is settled first; then it is consumed, or, with both queues, transacted.
    private async Task SettleAndConsumeAsync(BrokerLife life, Drain drain, Random random)
    {
        await drain.SettleAsync(random);
        await drain.DisposeAsync();
        IConnection connection = await life.ConnectAsync(Definitions.User);
        if (drain.Queue == _transacted[0])
        {
            await Load.TransactAsync(connection, _transacted, random, transaction => _transaction = transaction, _report);
        }
        else if (drain.Queue != _transacted[1])
        {
            await Load.ConsumeAsync(connection, drain.Queue, random, _report);
        }
    }

    private async Task KillAtStartAsync()
    {
        await using BrokerLife life = BrokerLife.Begin(_folder, _options.SegmentSize);

        // The kill is to hit anywhere in the start, as chance has it: no event of that is awaited.
        await Task.Delay(_startTime * ((_random.NextDouble() * 0.7) + 0.4));
        life.Kill();
        _report.Kills++;
        _report.KillsAtStart++;
    }

    private void Look()
    {
        HashSet<string> names = KillMoment.Names(_folder);
        if (names.Any(static name => name.EndsWith(".log.new", StringComparison.Ordinal)))
        {
            _report.KillsInCompaction++;
        }
        else if (names.Any(static name => name.EndsWith(".new", StringComparison.Ordinal) && !name.EndsWith(".spare.new", StringComparison.Ordinal)))
        {
            _report.KillsInUpkeep++;
        }

        if (names.Any(static name => name.EndsWith(".spare.new", StringComparison.Ordinal)))
        {
            _report.KillsWithSpares++;
        }

        if (names.Count(name => name.EndsWith(".log", StringComparison.Ordinal) && !names.Contains(Path.ChangeExtension(name, ".index"))) > 1)
        {
            _report.KillsInRollOver++;
        }
    }
}
