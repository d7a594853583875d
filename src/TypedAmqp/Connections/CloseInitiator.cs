namespace TypedAmqp;

/// <summary>Who ended a connection, channel or consumer.</summary>
public enum CloseInitiator
{
    /// <summary>The program, by closing or cancelling it.</summary>
    Application,

    /// <summary>The broker, with a reply code.</summary>
    Broker,

    /// <summary>Nobody: the transport was lost, or no heartbeat came.</summary>
    Transport,

    /// <summary>This library, because the broker broke the protocol or a message handler threw.</summary>
    Library,
}
