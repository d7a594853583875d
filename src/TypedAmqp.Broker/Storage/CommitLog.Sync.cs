using System.Diagnostics;

namespace TypedAmqp.Broker;

// From the file to the disk: one thread, one fsync at a time, for all who wait.
internal sealed partial class CommitLog
{
    // How often the room on the disk is looked at.
    private static readonly TimeSpan RoomInterval = TimeSpan.FromSeconds(1);

    // The parts of the time of a sync for which it is put off while nothing comes, and while more and more comes.
    private const int QuietPart = 16;
    private const int WaitPart = 2;

    private readonly Thread _syncer;
    private readonly object _signal = new();

    // One sync of a segment at a time.
    private readonly Lock _syncGate = new();

    // Guarded by the signal, in the order of their positions.
    private readonly Queue<(long Position, TaskCompletionSource Committed)> _waiters = new();
    private TaskCompletionSource? _lastWaiter;
    private long _lastWaited;
    private bool _isStopping;

    // Something was appended since the syncer last looked.
    private volatile bool _isArmed;
    private volatile Exception? _failure;
    private bool _hasEnded;
    private volatile bool _isDiskFull;
    private long _committed;
    private long _lookedAtRoom;
    private TimeSpan _syncTime;

    /// <summary>Everything that was appended up to this position is safe.</summary>
    public long Committed => Volatile.Read(ref _committed);

    /// <summary>Nothing more can be written: what needs room has to wait for what makes it.</summary>
    public bool IsDiskFull => _isDiskFull;

    /// <summary>Completes when everything up to a position is safe; fails when the disk has failed.</summary>
    public Task CommittedAsync(long position)
    {
        lock (_signal)
        {
            if (Committed >= position)
            {
                return Task.CompletedTask;
            }

            if (_failure is { } failure)
            {
                return Task.FromException(Failed(failure));
            }

            if (_lastWaiter is not null && _lastWaited == position)
            {
                return _lastWaiter.Task;
            }

            _lastWaiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _lastWaited = position;
            _waiters.Enqueue((position, _lastWaiter));
            Monitor.Pulse(_signal);
            return _lastWaiter.Task;
        }
    }

    private void Arm()
    {
        lock (_signal)
        {
            _isArmed = true;
            Monitor.Pulse(_signal);
        }
    }

    private void StopSync()
    {
        lock (_signal)
        {
            _isStopping = true;
            Monitor.Pulse(_signal);
        }

        _syncer.Join();
    }

    private void Sync()
    {
        while (true)
        {
            try
            {
                if (!WaitForWork())
                {
                    break;
                }

                WaitForMore();
                _isArmed = false;
                WriteAll();
                SyncWritten();
                if (_isDiskFull)
                {
                    LookAtRoom();
                }
            }
            catch (DiskFullException exception)
            {
                OnDiskFull(exception);
                SyncUntilFull();
                if (!RetryLater())
                {
                    TryEnd(exception);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                Fail(exception);
            }
        }

        // Whoever broke it may not have come to tell.
        if (_failure is { } failure)
        {
            Fail(failure);
        }
    }

    // False when there is none and there will be none.
    private bool WaitForWork()
    {
        long began = 0;
        while (true)
        {
            LookAtRoomNowAndThen();
            lock (_signal)
            {
                if (_failure is not null)
                {
                    return false;
                }

                if (_waiters.Count > 0 || (_isStopping && _isArmed))
                {
                    return true;
                }

                if (_isStopping)
                {
                    return false;
                }

                if (!_isArmed)
                {
                    // With publishers waiting for room nothing else would wake it.
                    Monitor.Wait(_signal, _gauge.IsDiskLow ? RoomInterval : Timeout.InfiniteTimeSpan);
                    continue;
                }

                began = began == 0 ? Stopwatch.GetTimestamp() : began;
                TimeSpan rest = _limits.SyncInterval - Stopwatch.GetElapsedTime(began);
                if (rest <= TimeSpan.Zero)
                {
                    return true;
                }

                Monitor.Wait(_signal, rest);
            }
        }
    }

    // A sync that takes only a part of what is just being appended makes the rest wait for another one. As long as more comes, and for no more than a
    // part of what a sync takes, it is worth a wait: what a client sends at once comes in several reads.
    private void WaitForMore()
    {
        long began = Stopwatch.GetTimestamp();
        long grew = began;
        long appended = Appended;
        while (Stopwatch.GetElapsedTime(grew) < _syncTime / QuietPart && Stopwatch.GetElapsedTime(began) < _syncTime / WaitPart)
        {
            Thread.Yield();
            if (Appended != appended)
            {
                appended = Appended;
                grew = Stopwatch.GetTimestamp();
            }
        }
    }

    private void SyncWritten()
    {
        long written;
        LogSegment? segment;
        lock (_gate)
        {
            written = _written;
            segment = _writing;
        }

        if (segment is not null && written > Committed)
        {
            // An earlier segment was synced before this one began.
            long began = Stopwatch.GetTimestamp();
            SyncFile(segment);
            _syncTime = Stopwatch.GetElapsedTime(began);
            Announce(written);
        }
    }

    // The operating system tells of a failure once, to one of those who sync a file at that time: nobody else may take his own sync for one that
    // succeeded.
    private void SyncFile(LogSegment segment)
    {
        lock (_syncGate)
        {
            ThrowIfBroken();
            try
            {
                segment.Octets!.File.Sync();
            }
            catch (Exception exception)
            {
                Break(exception);
                throw;
            }
        }
    }

    // What was written before the disk was full is safe, too: with it segments die, which makes room.
    private void SyncUntilFull()
    {
        try
        {
            SyncWritten();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Fail(exception);
        }
    }

    private void Announce(long position)
    {
        Volatile.Write(ref _committed, position);
        while (true)
        {
            TaskCompletionSource committed;
            lock (_signal)
            {
                if (!_waiters.TryPeek(out (long Position, TaskCompletionSource Committed) first) || first.Position > position)
                {
                    return;
                }

                committed = _waiters.Dequeue().Committed;
                _lastWaiter = _waiters.Count == 0 ? null : _lastWaiter;
            }

            committed.SetResult();
        }
    }

    // Publishers wait from now on: the reserve is for what consumers do.
    internal void OnDiskFull(DiskFullException exception)
    {
        if (!_isDiskFull)
        {
            _isDiskFull = true;
            _log.DiskFull(_files.Folder, exception.Message);
            _gauge.SetDiskLow(true);
            try
            {
                Spares.Clear();
                _files.ReleaseReserve();
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                Fail(failure);
            }
        }
    }

    // False when it was told to stop: what is not written by now is lost, and nobody was told otherwise.
    private bool RetryLater()
    {
        lock (_signal)
        {
            _isArmed = true;
            if (!_isStopping)
            {
                Monitor.Wait(_signal, _limits.FullDiskInterval);
            }

            return !_isStopping;
        }
    }

    private void LookAtRoomNowAndThen()
    {
        if (Stopwatch.GetElapsedTime(_lookedAtRoom) >= RoomInterval)
        {
            LookAtRoom();
        }
    }

    private void LookAtRoom()
    {
        _lookedAtRoom = Stopwatch.GetTimestamp();
        if (_failure is not null)
        {
            return;
        }

        // What waits to be written comes before the reserve. A broker that was killed on a full disk may begin without one: what is left is for what
        // consumers do.
        bool isReserved = (!_isDiskFull || Written == Appended) && _files.TryReserve(_limits.Reserve);
        if (isReserved && _isDiskFull)
        {
            _isDiskFull = false;
            _log.RoomAgain(_files.Folder);
            _upkeep.Request();
        }

        // What can be given back is, before anybody has to wait: the next look sees what that was worth.
        bool isShort = _limits.FreeDisk > 0 && _files.Free < _limits.FreeDisk;
        bool isLow = (!isReserved || isShort) && !Spares.Clear();
        if (isLow != _gauge.IsDiskLow)
        {
            if (_limits.FreeDisk > 0)
            {
                _log.Room(_files.Folder, isLow ? "less" : "all", _limits.FreeDisk);
            }
            else if (isLow)
            {
                _log.NoReserve(_files.Folder, _limits.Reserve);
            }

            _gauge.SetDiskLow(isLow);
        }
    }

    // From now on nobody writes or syncs: what comes later must not be taken for safe when something earlier is not. Whoever breaks it tells the
    // others with Fail, where he holds no lock.
    private void Break(Exception exception) => Interlocked.CompareExchange(ref _failure, exception, null);

    private void ThrowIfBroken()
    {
        if (_failure is { } failure)
        {
            throw Failed(failure);
        }
    }

    private static IOException Failed(Exception failure) => new("The store has failed.", failure);

    // Nobody can know what of it is safe: whoever waits is told, publishers wait for ever, and only a restart helps.
    private void Fail(Exception exception)
    {
        if (TryEnd(exception))
        {
            _log.StoreFailed(_files.Folder, _failure!);
            _gauge.SetDiskLow(true);
        }
    }

    // Nothing more will be safe, and whoever waits is told. False when that was known.
    private bool TryEnd(Exception exception)
    {
        (long, TaskCompletionSource Committed)[] waiters;
        lock (_signal)
        {
            Break(exception);
            if (_hasEnded)
            {
                return false;
            }

            _hasEnded = true;
            waiters = [.. _waiters];
            _waiters.Clear();
            _lastWaiter = null;
            Monitor.Pulse(_signal);
        }

        foreach ((_, TaskCompletionSource committed) in waiters)
        {
            committed.SetException(Failed(_failure!));
        }

        return true;
    }
}
