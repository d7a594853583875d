namespace TypedAmqp;

/// <summary>How an exchange routes: AMQP 0-9-1, section 3.1.3.</summary>
public enum ExchangeType
{
    /// <summary>To the queues bound with exactly the message's routing key.</summary>
    Direct = 0,

    /// <summary>To every queue bound.</summary>
    Fanout = 1,

    /// <summary>To the queues whose binding pattern matches the routing key: <c>*</c> is one word, <c>#</c> any number of words.</summary>
    Topic = 2,

    /// <summary>To the queues whose binding arguments match the message's headers.</summary>
    Headers = 3,
}
