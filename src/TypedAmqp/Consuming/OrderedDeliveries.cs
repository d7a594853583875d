using TypedAmqp.Transports;

namespace TypedAmqp.Consuming;

/// <summary>
/// Messages between the loop that finds out their keys and the loops that handle them: of those with one key only the first can be taken, and the
/// next when that is done. All others can be taken in the order in which they came.
/// </summary>
/// <param name="loops">How many loops handle messages.</param>
/// <param name="work">Told while there is a message that waits or is being handled.</param>
internal sealed class OrderedDeliveries(int loops, IWorkCounter? work)
{
    private const int None = -1;

    private readonly Lock _gate = new();
    private readonly Stack<OrderedDispatcher> _idle = new();
    private readonly Dictionary<int, int> _last = [];
    private Slot[] _slots = new Slot[64];
    private int _free = None;
    private int _used;
    private int _firstReady = None;
    private int _lastReady = None;
    private bool _closed;
    private bool _isWorking;
    private int _ended;

    /// <summary>Adds a message. Messages come in the order of their delivery.</summary>
    /// <param name="entry">The message.</param>
    /// <param name="decoded">What was read of it ahead.</param>
    /// <param name="key">What it is kept in order with; null for nothing.</param>
    public void Add(in DeliveryEntry entry, object? decoded, int? key)
    {
        OrderedDispatcher? idle = null;
        lock (_gate)
        {
            if (!_isWorking)
            {
                _isWorking = true;
                work?.Begin();
            }

            int slot = Rent();
            _slots[slot] = new Slot { Entry = entry, Decoded = decoded, Key = key, Next = None, NextReady = None };
            if (key is int known && !_last.TryAdd(known, slot))
            {
                _slots[_last[known]].Next = slot;
                _last[known] = slot;
                return;
            }

            MakeReady(slot);
            _idle.TryPop(out idle);
        }

        idle?.Wake();
    }

    /// <summary>Takes the next message that may be handled; or, when there is none and the loop would sleep, notes that it does.</summary>
    /// <param name="dispatcher">Who asks.</param>
    /// <param name="done">The message that this loop took before; -1 for none.</param>
    /// <param name="sleep">Whether it waits for the next one.</param>
    /// <param name="entry">The message.</param>
    /// <param name="decoded">What was read of it ahead.</param>
    /// <param name="slot">Its place, for <paramref name="done"/>.</param>
    /// <returns>1; 0 when there is none; -1 when it would sleep and nothing more comes.</returns>
    public int Take(OrderedDispatcher dispatcher, int done, bool sleep, out DeliveryEntry entry, out object? decoded, out int slot)
    {
        lock (_gate)
        {
            if (done != None)
            {
                Finish(done);
            }

            (entry, decoded, slot) = (default, null, _firstReady);
            if (slot != None)
            {
                (entry, decoded) = (_slots[slot].Entry, _slots[slot].Decoded);
                _firstReady = _slots[slot].NextReady;
                return 1;
            }

            if (!sleep)
            {
                return 0;
            }

            if (_closed)
            {
                _ended++;
            }
            else
            {
                _idle.Push(dispatcher);
            }

            if (_isWorking && _idle.Count + _ended == loops)
            {
                _isWorking = false;
                work?.End();
            }

            return _closed ? None : 0;
        }
    }

    /// <summary>Nothing more is added: the loops end when the rest is handled.</summary>
    public void Close()
    {
        OrderedDispatcher[] idle;
        lock (_gate)
        {
            _closed = true;
            idle = [.. _idle];
            _idle.Clear();
        }

        foreach (OrderedDispatcher dispatcher in idle)
        {
            dispatcher.Wake();
        }
    }

    private void Finish(int slot)
    {
        int next = _slots[slot].Next;
        if (next != None)
        {
            MakeReady(next);
        }
        else if (_slots[slot].Key is int key)
        {
            _last.Remove(key);
        }

        _slots[slot] = new Slot { Next = _free };
        _free = slot;
    }

    private void MakeReady(int slot)
    {
        if (_firstReady == None)
        {
            _firstReady = slot;
        }
        else
        {
            _slots[_lastReady].NextReady = slot;
        }

        _lastReady = slot;
    }

    private int Rent()
    {
        if (_free != None)
        {
            int slot = _free;
            _free = _slots[slot].Next;
            return slot;
        }

        if (_used == _slots.Length)
        {
            Array.Resize(ref _slots, _slots.Length * 2);
        }

        return _used++;
    }

    private struct Slot
    {
        public DeliveryEntry Entry;
        public object? Decoded;
        public int? Key;
        public int Next;
        public int NextReady;
    }
}
