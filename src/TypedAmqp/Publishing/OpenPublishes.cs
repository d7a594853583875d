using System.Buffers;
using System.Threading.Tasks.Sources;
using TypedAmqp.Connections;

namespace TypedAmqp.Publishing;

/// <summary>Publishes that are on their way, in their order, for one who awaits each of them once, and something else beside them.</summary>
internal sealed class OpenPublishes : IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> _woken;
    private int _isWoken;
    private readonly WakeSignal _watch = new(runAsynchronously: false);
    private ValueTask<PublishResult>[] _ring = ArrayPool<ValueTask<PublishResult>>.Shared.Rent(16);
    private int _first;
    private Task? _watching;
    private ValueTask<PublishResult> _watched;
    private bool _isFirstWatched;
    private volatile bool _isWatchedKnown;

    public OpenPublishes() => Wake = () =>
    {
        // Once for each wait: whoever waits looks at everything.
        if (Interlocked.Exchange(ref _isWoken, 1) == 0)
        {
            _woken.SetResult(true);
        }
    };

    /// <summary>Ends <see cref="WaitAsync"/>: to be called by whatever else is waited for.</summary>
    public Action Wake { get; }

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Whether it is known what became of the first one.</summary>
    public bool IsFirstKnown => Count > 0 && (_isFirstWatched ? _isWatchedKnown : _ring[_first].IsCompleted);

    /// <summary>Adds the next one.</summary>
    public void Add(ValueTask<PublishResult> publish)
    {
        if (Count == _ring.Length)
        {
            Grow();
        }

        _ring[(_first + Count) % _ring.Length] = publish;
        Count++;
    }

    /// <summary>Takes the first one out. Once <see cref="WaitAsync"/> was called, only when it is known what became of it.</summary>
    public ValueTask<PublishResult> Take()
    {
        ValueTask<PublishResult> first = _isFirstWatched ? _watched : _ring[_first];
        _first = (_first + 1) % _ring.Length;
        Count--;
        _isFirstWatched = false;
        return first;
    }

    /// <summary>
    /// Completes when it may be known what became of the first one, or something else that is waited for has happened. Allocates nothing.
    /// </summary>
    public ValueTask WaitAsync()
    {
        if (Count > 0 && !_isFirstWatched)
        {
            _isWatchedKnown = false;
            _isFirstWatched = true;
            _watching ??= WatchAsync();
            _watch.Set();
        }

        return new ValueTask(this, _woken.Version);
    }

    /// <summary>Nobody wants to know the rest: they are waited for, and forgotten.</summary>
    public async ValueTask AbandonAsync()
    {
        while (Count > 0)
        {
            while (_isFirstWatched && !IsFirstKnown)
            {
                await WaitAsync().ConfigureAwait(false);
            }

            await ((Task)Take().AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Return(_ring);
        _ring = [];
    }

    void IValueTaskSource.GetResult(short token)
    {
        _woken.GetResult(token);
        _woken.Reset();

        // Before anything is looked at: what happens from now on wakes again.
        Interlocked.Exchange(ref _isWoken, 0);
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _woken.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _woken.OnCompleted(continuation, state, token, flags);

    /// <summary>
    /// Awaits the first one whenever it is asked to. One loop for all of them: a continuation without one would be an object for each.
    /// </summary>
    private async Task WatchAsync()
    {
        while (true)
        {
            await _watch.WaitAsync().ConfigureAwait(false);
            try
            {
                _watched = new ValueTask<PublishResult>(await _ring[_first].ConfigureAwait(false));
            }
            catch (Exception e)
            {
                // Thrown again where it is taken.
                _watched = ValueTask.FromException<PublishResult>(e);
            }

            _isWatchedKnown = true;
            Wake();
        }
    }

    private void Grow()
    {
        ValueTask<PublishResult>[] ring = ArrayPool<ValueTask<PublishResult>>.Shared.Rent(_ring.Length * 2);
        _ring.AsSpan(_first).CopyTo(ring);
        _ring.AsSpan(0, _first).CopyTo(ring.AsSpan(_ring.Length - _first));
        Return(_ring);
        _ring = ring;
        _first = 0;
    }

    private static void Return(ValueTask<PublishResult>[] ring) => ArrayPool<ValueTask<PublishResult>>.Shared.Return(ring, clearArray: true);
}
