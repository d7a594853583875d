using TypedAmqp.Transports;

namespace TypedAmqp.Consuming;

/// <summary>
/// Received messages between the read loop and the dispatch loops of one consumer. The read loop adds a batch and then shows it, under one lock and
/// with one wake; dispatch loops take batches.
/// </summary>
/// <param name="loops">How many dispatch loops there are.</param>
/// <param name="work">Told while there is a message that waits or is being handled.</param>
internal sealed class DeliveryQueue(int loops, IWorkCounter? work)
{
    /// <summary>Over this the read loop stops, when nothing but TCP's own back-pressure can hold the broker.</summary>
    private const long RoomOctets = 4 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly Stack<DispatchLoop> _idle = new();
    private DeliveryEntry[] _ring = new DeliveryEntry[64];
    private long _head;
    private long _shown;
    private long _tail;
    private long _added;
    private long _cost;
    private bool _closed;
    private bool _isWorking;
    private int _ended;
    private TaskCompletionSource? _room;

    public DeliveryWriter Writer { get; } = new();

    /// <summary>Octets that wait or are being handled.</summary>
    public long Cost => Volatile.Read(ref _cost);

    /// <summary>Whether the bound is passed by <paramref name="times"/>.</summary>
    public bool IsOver(int times = 1) => Cost > RoomOctets * times;

    /// <summary>Adds a message, unseen until <see cref="Show"/>. Read loop only.</summary>
    public void Add(in DeliveryEntry entry)
    {
        if (_tail - Volatile.Read(ref _head) == _ring.Length)
        {
            Grow();
        }

        _ring[_tail & (_ring.Length - 1)] = entry;
        _tail++;
        _added += entry.Cost;
    }

    /// <summary>Shows what was added and wakes as many dispatch loops as there is work for. Read loop only.</summary>
    public void Show()
    {
        Writer.Publish();
        DispatchLoop? first = null;
        lock (_gate)
        {
            long count = _tail - _shown;
            _shown = _tail;
            if (_ended == loops)
            {
                Drop();
                return;
            }

            _cost += _added;
            _added = 0;
            if (count > 0 && !_isWorking)
            {
                _isWorking = true;
                work?.Begin();
            }

            for (; count > 0 && _idle.TryPop(out DispatchLoop? idle); count--)
            {
                idle.Next = first;
                first = idle;
            }
        }

        Wake(first);
    }

    /// <summary>Takes the next messages; or, when there are none and the dispatcher would sleep, notes that it does.</summary>
    /// <param name="dispatcher">Who asks.</param>
    /// <param name="into">Where they go.</param>
    /// <param name="handled">The cost of those that this dispatcher took before and has handled.</param>
    /// <param name="sleep">Whether it waits for the next ones to be shown.</param>
    /// <returns>Their number; 0 when there are none; -1 when it would sleep and nothing more comes.</returns>
    public int Take(DispatchLoop dispatcher, Span<DeliveryEntry> into, long handled, bool sleep)
    {
        lock (_gate)
        {
            Free(handled);
            int count = (int)Math.Min(into.Length, _shown - _head);
            for (int i = 0; i < count; i++)
            {
                into[i] = _ring[(_head + i) & (_ring.Length - 1)];
            }

            Volatile.Write(ref _head, _head + count);
            if (count > 0 || !sleep)
            {
                return count;
            }

            if (_closed)
            {
                _ended++;
            }
            else
            {
                _idle.Push(dispatcher);
            }

            if (_isWorking && _idle.Count + _ended == loops && !dispatcher.HoldsWork)
            {
                _isWorking = false;
                work?.End();
            }

            return _closed ? -1 : 0;
        }
    }

    /// <summary>What was taken before is handled, by somebody else than who took it.</summary>
    public void Return(long handled)
    {
        lock (_gate)
        {
            Free(handled);
        }
    }

    /// <summary>Wakes a loop that sleeps, if there is one, though nothing was added.</summary>
    public void WakeIdle()
    {
        DispatchLoop? idle;
        lock (_gate)
        {
            if (!_idle.TryPop(out idle))
            {
                return;
            }

            if (!_isWorking)
            {
                _isWorking = true;
                work?.Begin();
            }
        }

        idle.Wake();
    }

    /// <summary>Completes when half of the bound is free, or the queue is closed.</summary>
    public Task WaitForRoomAsync()
    {
        lock (_gate)
        {
            if (_closed || _cost <= RoomOctets / 2)
            {
                return Task.CompletedTask;
            }

            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task;
        }
    }

    /// <summary>Nothing more comes: dispatch loops end when the rest is handled.</summary>
    public void Close()
    {
        DispatchLoop? first = null;
        lock (_gate)
        {
            _closed = true;
            _room?.TrySetResult();
            _room = null;
            while (_idle.TryPop(out DispatchLoop? idle))
            {
                idle.Next = first;
                first = idle;
            }
        }

        Wake(first);
    }

    /// <summary>Another thread closed the channel while these came, and every dispatch loop has ended: nobody would handle them.</summary>
    private void Drop()
    {
        for (; _head < _tail; _head++)
        {
            _ring[_head & (_ring.Length - 1)].Block.Release();
        }

        _added = 0;
    }

    private void Free(long handled)
    {
        _cost -= handled;
        if (_room is not null && _cost <= RoomOctets / 2)
        {
            _room.TrySetResult();
            _room = null;
        }
    }

    private static void Wake(DispatchLoop? first)
    {
        while (first is not null)
        {
            DispatchLoop woken = first;
            first = woken.Next;
            woken.Next = null;
            woken.Wake();
        }
    }

    private void Grow()
    {
        lock (_gate)
        {
            if (_tail - _head < _ring.Length)
            {
                return;
            }

            DeliveryEntry[] ring = new DeliveryEntry[_ring.Length * 2];
            for (long at = _head; at < _tail; at++)
            {
                ring[at & (ring.Length - 1)] = _ring[at & (_ring.Length - 1)];
            }

            _ring = ring;
        }
    }
}
