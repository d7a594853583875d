namespace TypedAmqp.Broker;

/// <summary>
/// What became of messages since a channel was opened, a queue declared or a virtual host made, as the <c>message_stats</c> of RabbitMQ's management
/// count it. Each number is written under a lock that its writer holds anyway, or by one thread alone; who only looks takes none.
/// </summary>
internal struct MessageStats
{
    /// <summary>Published by clients; to a queue: those that were led to it.</summary>
    public long Published;

    /// <summary>Confirmed with basic.ack.</summary>
    public long Confirmed;

    /// <summary>Mandatory and led nowhere: returned.</summary>
    public long Returned;

    /// <summary>Led nowhere, and nobody was told.</summary>
    public long Dropped;

    /// <summary>Delivered to consumers that acknowledge.</summary>
    public long Delivered;

    /// <summary>Delivered to consumers that do not.</summary>
    public long DeliveredNoAck;

    /// <summary>Of what was delivered and fetched, what had been so before.</summary>
    public long Redelivered;

    /// <summary>Fetched (basic.get), to be acknowledged.</summary>
    public long Fetched;

    /// <summary>Fetched without that.</summary>
    public long FetchedNoAck;

    /// <summary>How often there was nothing to fetch.</summary>
    public long FetchedNothing;

    /// <summary>Acknowledged with basic.ack.</summary>
    public long Acknowledged;

    /// <summary>Counts deliveries to a consumer.</summary>
    /// <param name="noAck">It does not acknowledge.</param>
    /// <param name="count">How many.</param>
    /// <param name="redelivered">How many of them had been delivered before.</param>
    public void CountDeliveries(bool noAck, int count, int redelivered)
    {
        if (noAck)
        {
            DeliveredNoAck += count;
        }
        else
        {
            Delivered += count;
        }

        Redelivered += redelivered;
    }

    /// <summary>Counts a message that was fetched.</summary>
    public void CountFetch(bool noAck, bool redelivered)
    {
        if (noAck)
        {
            FetchedNoAck++;
        }
        else
        {
            Fetched++;
        }

        Redelivered += redelivered ? 1 : 0;
    }

    /// <summary>Adds what others counted.</summary>
    public void Add(in MessageStats other)
    {
        Published += other.Published;
        Confirmed += other.Confirmed;
        Returned += other.Returned;
        Dropped += other.Dropped;
        Delivered += other.Delivered;
        DeliveredNoAck += other.DeliveredNoAck;
        Redelivered += other.Redelivered;
        Fetched += other.Fetched;
        FetchedNoAck += other.FetchedNoAck;
        FetchedNothing += other.FetchedNothing;
        Acknowledged += other.Acknowledged;
    }
}
