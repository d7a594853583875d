namespace TypedAmqp;

/// <summary>Whether a bus does what it is there for.</summary>
public enum AmqpBusState
{
    /// <summary>It is connected, and the broker has confirmed every consumer.</summary>
    Connected = 0,

    /// <summary>
    /// There is no connection yet, or it or a consumer is lost; what is lost is restored as far as <see cref="RecoveryOptions"/> say. Publishes wait,
    /// each within its deadline, while there is no connection.
    /// </summary>
    Impaired = 1,

    /// <summary>It has ended: closed by the program, or given up.</summary>
    Closed = 2,
}
