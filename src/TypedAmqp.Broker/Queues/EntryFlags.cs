namespace TypedAmqp.Broker;

/// <summary>Bits of a <see cref="QueueEntry"/>.</summary>
[Flags]
internal enum EntryFlags
{
    None = 0,

    /// <summary>It was delivered before and came back.</summary>
    Redelivered = 1,

    /// <summary>The record ends with the moment after which the message is dead.</summary>
    Expires = 2,

    /// <summary>Delivery mode 2: a store on disk must keep it over a restart of a durable queue.</summary>
    Persistent = 4,

    /// <summary>It died before: what its headers say of that is the broker's own.</summary>
    Died = 8,

    /// <summary>Its octets lie in memory, behind the place where they lie in the log.</summary>
    InLog = 16,

    /// <summary>Its headers name copies (<c>BCC</c>) that those who receive it must not see.</summary>
    Blind = 32,

    /// <summary>The record ends with what its queue wrote on it (<see cref="MessageStamp"/>).</summary>
    Stamped = 64,

    /// <summary>Its octets lie in the log of the broker, and nowhere else.</summary>
    OnDisk = 128,

    /// <summary>Those that say something of the record itself, and are kept with it.</summary>
    Published = Expires | Persistent | Blind | Stamped | Died,

    /// <summary>Those that say where its octets lie.</summary>
    Kept = OnDisk | InLog,

    /// <summary>
    /// Its queue has to take it: it was routed before the queue began to refuse, so that its publisher would take it for kept. Never stored: counts
    /// of deliveries are there.
    /// </summary>
    Accepted = int.MinValue,
}
