namespace TypedAmqp.Broker;

/// <summary>Life of a connection: what it waits for.</summary>
internal enum ConnectionState
{
    /// <summary>The protocol header.</summary>
    Header,

    /// <summary>connection.start-ok.</summary>
    StartOk,

    /// <summary>connection.tune-ok.</summary>
    TuneOk,

    /// <summary>connection.open.</summary>
    Open,

    /// <summary>Anything: the connection is open.</summary>
    Running,

    /// <summary>The close-ok to our connection.close; everything else is ignored.</summary>
    Closing,

    /// <summary>Nothing; it is over.</summary>
    Closed,
}
