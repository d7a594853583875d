using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>
/// The arguments of basic.consume that RabbitMQ knows. What is valid and not done here is refused; what nobody knows means nothing, there as here.
/// </summary>
internal static class ConsumeArguments
{
    private const string Priority = "x-priority";
    private const string StreamOffset = "x-stream-offset";

    // What only other nodes could bring about: it is true of every consumer here.
    private const string CancelOnFailover = "x-cancel-on-ha-failover";

    private static readonly string[] NotDone = ["x-stream-filter", "x-stream-match-unfiltered", "x-credit"];

    /// <summary>The priority of a consumer; 0 when it asks for none.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="queue">The queue that it consumes.</param>
    /// <exception cref="AmqpChannelException">406: an argument is invalid.</exception>
    /// <exception cref="AmqpConnectionException">540: an argument asks for what this broker does not do.</exception>
    public static long ReadPriority(FieldTableView arguments, Queue queue)
    {
        if (arguments.Octets.IsEmpty)
        {
            return 0;
        }

        FieldTable table = arguments.ToFieldTable();
        if (table.ContainsKey(StreamOffset))
        {
            throw Invalid(StreamOffset, queue, $" of queue type rabbit_{queue.Declaration.QueueType}_queue");
        }

        if (table.TryGetValue(CancelOnFailover, out object? cancel) && cancel is not bool)
        {
            throw Invalid(CancelOnFailover, queue, $": {{unacceptable_type,{FieldText.TypeOf(cancel)}}}");
        }

        foreach (string name in NotDone)
        {
            if (table.TryGetValue(name, out object? value))
            {
                throw Refusal.Connection(
                    ReplyCode.NotImplemented, $"argument '{name}' of value '{FieldText.Of(value)}' is not supported", MethodId.BasicConsume);
            }
        }

        if (!table.TryGetValue(Priority, out object? priority))
        {
            return 0;
        }

        return FieldText.TryGetInteger(priority, out long number)
            ? number
            : throw Invalid(Priority, queue, $": \"expected integer, got {FieldText.TypeOf(priority)}\"");
    }

    private static AmqpChannelException Invalid(string name, Queue queue, string problem) => Refusal.Channel(
        ReplyCode.PreconditionFailed, $"invalid arg '{name}' for queue '{queue.Name}' in vhost '{queue.VirtualHost.Name}'{problem}", MethodId.BasicConsume);
}
