using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>
/// The arguments of basic.consume that RabbitMQ knows. What it does not know means nothing, there as here; among that are, in 3.10, the filters of
/// streams.
/// </summary>
internal static class ConsumeArguments
{
    private const string Priority = "x-priority";
    private const string OffsetArgument = "x-stream-offset";

    // What only other nodes could bring about: it is true of every consumer here.
    private const string CancelOnFailover = "x-cancel-on-ha-failover";

    private const string Credit = "x-credit";
    private const string Filter = "x-stream-filter";
    private const string MatchUnfiltered = "x-stream-match-unfiltered";

    /// <summary>Reads the arguments.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="queue">The queue that it consumes.</param>
    /// <exception cref="AmqpChannelException">406: an argument is invalid, or does not go with the type of the queue.</exception>
    /// <exception cref="AmqpConnectionException">540: credit is to be drained.</exception>
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

        return new ConsumeOptions(ReadPriority(table, queue), ReadOffset(table, queue), ReadCredit(table, queue), ReadFilter(table, queue), table);
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

    private static long? ReadCredit(FieldTable table, Queue queue)
    {
        if (!table.TryGetValue(Credit, out object? value))
        {
            return null;
        }

        if (value is not FieldTable credit)
        {
            throw Invalid(Credit, queue, $": {{unacceptable_type,{FieldText.TypeOf(value)}}}");
        }

        // Of other types they mean nothing.
        if (credit.GetValueOrDefault("credit") is not long number || credit.GetValueOrDefault("drain") is not bool drain)
        {
            return null;
        }

        return drain ? throw DrainRefused(MethodId.BasicConsume) : Math.Max(0, number);
    }

    /// <summary>RabbitMQ crashes at it.</summary>
    public static AmqpConnectionException DrainRefused(MethodId method) => Refusal.Connection(ReplyCode.NotImplemented, "drain=true", method);

    private static StreamFilter? ReadFilter(FieldTable table, Queue queue)
    {
        if (queue.VirtualHost.Resources.Compatibility == Compatibility.RabbitMq310 || !table.TryGetValue(Filter, out object? value))
        {
            return null;
        }

        if (queue.Declaration.QueueType != QueueArguments.Stream)
        {
            throw Invalid(Filter, queue, $" of queue type rabbit_{queue.Declaration.QueueType}_queue");
        }

        bool matchUnfiltered = table.GetValueOrDefault(MatchUnfiltered) switch
        {
            null => false,
            bool set => set,
            var other => throw Invalid(MatchUnfiltered, queue, $": {{unacceptable_type,{FieldText.TypeOf(other)}}}"),
        };
        return value switch
        {
            string one => new StreamFilter([one], matchUnfiltered),
            IReadOnlyList<object?> several when several.All(static each => each is string) =>
                new StreamFilter(several.Cast<string>(), matchUnfiltered),
            _ => throw Invalid(Filter, queue, $": {{unacceptable_type,{FieldText.TypeOf(value)}}}"),
        };
    }

    private static AmqpChannelException Invalid(string name, Queue queue, string problem) => Refusal.Channel(
        ReplyCode.PreconditionFailed, $"invalid arg '{name}' for queue '{queue.Name}' in vhost '{queue.VirtualHost.Name}'{problem}",
        MethodId.BasicConsume);
}
