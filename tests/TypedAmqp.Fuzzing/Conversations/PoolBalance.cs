using System.Diagnostics.Tracing;

namespace TypedAmqp.Fuzzing.Conversations;

/// <summary>How many arrays of the shared pools are out: rented and not given back, in the whole process.</summary>
/// <param name="withTraces">Whether to remember where each one was rented, which is slow.</param>
internal sealed class PoolBalance(bool withTraces) : EventListener
{
    private const int BufferRented = 1;
    private const int BufferReturned = 3;

    private readonly Dictionary<int, string> _traces = [];
    private long _rented;

    /// <summary>The number at this moment.</summary>
    public long Rented => Interlocked.Read(ref _rented);

    /// <summary>Where what is out was rented, as far as that is remembered.</summary>
    public string Describe()
    {
        lock (_traces)
        {
            return string.Join("\n\n", _traces.Values);
        }
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "System.Buffers.ArrayPoolEventSource")
        {
            EnableEvents(eventSource, EventLevel.Verbose);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        switch (eventData.EventId)
        {
            case BufferRented:
                Interlocked.Increment(ref _rented);
                Remember((int)eventData.Payload![0]!, isOut: true);
                break;
            case BufferReturned:
                Interlocked.Decrement(ref _rented);
                Remember((int)eventData.Payload![0]!, isOut: false);
                break;
        }
    }

    private void Remember(int buffer, bool isOut)
    {
        if (!withTraces)
        {
            return;
        }

        lock (_traces)
        {
            if (isOut)
            {
                _traces[buffer] = Environment.StackTrace;
            }
            else
            {
                _traces.Remove(buffer);
            }
        }
    }
}
