namespace TypedAmqp.Broker;

/// <summary>Publishes to one exchange in a row. The exchange, which many connections share, hears of them together.</summary>
internal struct PublishRun
{
    private Exchange? _exchange;
    private int _in;
    private int _out;

    /// <summary>Counts a message.</summary>
    /// <param name="exchange">What it was published to.</param>
    /// <param name="queues">How many queues it was led to.</param>
    public void Add(Exchange? exchange, int queues)
    {
        if (exchange != _exchange)
        {
            End();
            _exchange = exchange;
        }

        _in++;
        _out += queues;
    }

    /// <summary>Tells the exchange.</summary>
    public void End()
    {
        if (_in > 0)
        {
            _exchange?.CountPublishes(_in, _out);
            _exchange = null;
            _in = _out = 0;
        }
    }
}
