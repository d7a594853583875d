using System.Buffers;

namespace TypedAmqp.Broker;

/// <summary>What a transactional channel was asked to do and has not committed (AMQP 0-9-1, class tx).</summary>
internal sealed class Transaction(MemoryGauge gauge)
{
    private readonly List<TransactedPublish> _publishes = [];

    public IReadOnlyList<TransactedPublish> Publishes => _publishes;

    public List<Settlement> Settlements { get; } = [];

    public void Add(TransactedPublish publish)
    {
        gauge.AddPending(publish.Record.Length);
        _publishes.Add(publish);
    }

    /// <summary>The transaction is over; the next one begins. Nothing may refer to its records any more.</summary>
    public void Clear()
    {
        foreach (TransactedPublish publish in _publishes)
        {
            gauge.AddPending(-publish.Record.Length);
            ArrayPool<byte>.Shared.Return(publish.Record);
        }

        _publishes.Clear();
        Settlements.Clear();
    }
}
