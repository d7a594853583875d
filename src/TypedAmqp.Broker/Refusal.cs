using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>Makes the exceptions that end a channel or a connection, their reply texts begun as RabbitMQ's are: with the name of the code.</summary>
internal static class Refusal
{
    public static AmqpChannelException Channel(ReplyCode code, string reason, MethodId method) => new(code, $"{code.Name} - {reason}", method);

    public static AmqpConnectionException Connection(ReplyCode code, string reason, MethodId method = default) =>
        new(code, $"{code.Name} - {reason}", method);
}
