using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>
/// The arguments of basic.consume that RabbitMQ knows. What is valid and not done here is refused; what nobody knows means nothing, there as here.
/// </summary>
internal static class ConsumeArguments
{
    private const string Priority = "x-priority";
    private const string OffsetArgument = "x-stream-offset";

    // What only other nodes could bring about: it is true of every consumer here.
    private const string CancelOnFailover = "x-cancel-on-ha-failover";

    private static readonly string[] NotDone = ["x-stream-filter", "x-stream-match-unfiltered", "x-credit"];

    /// <summary>Reads the arguments.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="queue">The queue that it consumes.</param>
    /// <exception cref="AmqpChannelException">406: an argument is invalid, or does not go with the type of the queue.</exception>
    /// <exception cref="AmqpConnectionException">540: an argument asks for what this broker does not do.</exception>
    public static ConsumeOptions Read(FieldTableView arguments, Queue queue)
    {
        if (arguments.IsEmpty)
        {
            return default;
        }

        FieldTable table = arguments.ToFieldTable();
        string type = queue.Declaration.QueueType;
        string other = type == QueueArguments.Stream ? Priority : OffsetArgument;
        if (table.ContainsKey(other))
        {
            throw Invalid(other, queue, $" of queue type rabbit_{type}_queue");
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

        return new ConsumeOptions(ReadPriority(table, queue), ReadOffset(table, queue));
    }

    private static long ReadPriority(FieldTable table, Queue queue)
    {
        if (!table.TryGetValue(Priority, out object? priority))
        {
            return 0;
        }

        return FieldText.TryGetInteger(priority, out long number)
            ? number
            : throw Invalid(Priority, queue, $": \"expected integer, got {FieldText.TypeOf(priority)}\"");
    }

    private static StreamOffset ReadOffset(FieldTable table, Queue queue)
    {
        if (!table.TryGetValue(OffsetArgument, out object? value))
        {
            return default;
        }

        string type = FieldText.TypeOf(value);
        string text = value is string ? $"<<\"{value}\">>" : FieldText.Of(value);
        return StreamOffset.TryRead(value, out StreamOffset offset)
            ? offset
            : throw Invalid(OffsetArgument, queue, $": {{invalid_stream_offset_arg,{{{type},{text}}}}}");
    }

    private static AmqpChannelException Invalid(string name, Queue queue, string problem) => Refusal.Channel(
        ReplyCode.PreconditionFailed, $"invalid arg '{name}' for queue '{queue.Name}' in vhost '{queue.VirtualHost.Name}'{problem}", MethodId.BasicConsume);
}
