namespace TypedAmqp;

/// <summary>How the client says who it is: the SASL mechanism of <c>connection.start-ok</c>.</summary>
public enum LoginMechanism
{
    /// <summary>With user and password, by PLAIN or AMQPLAIN, whichever the broker offers.</summary>
    Password = 0,

    /// <summary>With user and password, by PLAIN (RFC 4616).</summary>
    Plain = 1,

    /// <summary>With user and password, by AMQPLAIN, RabbitMQ's table form of PLAIN.</summary>
    AmqPlain = 2,

    /// <summary>
    /// By what the broker knows already, as a rule the client's TLS certificate: EXTERNAL (RFC 4422). User and password are not sent.
    /// </summary>
    External = 3,

    /// <summary>Not at all: ANONYMOUS (RFC 4505). User and password are not sent.</summary>
    Anonymous = 4,
}
