using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>
/// The arguments of queue.declare that RabbitMQ knows. What is invalid is refused as RabbitMQ refuses it; what is valid and not done here is refused too: an
/// argument is never accepted and ignored. Arguments that RabbitMQ does not know mean nothing, there as here.
/// </summary>
internal static class QueueArguments
{
    private const MethodId Method = MethodId.QueueDeclare;
    private const string DeadLetterExchange = "x-dead-letter-exchange";

    // In the order in which RabbitMQ compares them.
    private static readonly string[] Names =
    [
        "x-expires", "x-message-ttl", DeadLetterExchange, "x-dead-letter-routing-key", "x-dead-letter-strategy", "x-max-length", "x-max-length-bytes",
        "x-max-in-memory-length", "x-max-in-memory-bytes", "x-max-priority", "x-overflow", "x-queue-mode", "x-queue-version", "x-single-active-consumer",
        "x-queue-type", "x-quorum-initial-group-size", "x-max-age", "x-stream-max-segment-size-bytes", "x-initial-cluster-size", "x-queue-leader-locator",
        "x-queue-master-locator", "x-delivery-limit",
    ];

    /// <summary>Checks the arguments of a new queue.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="queue">The queue in words.</param>
    /// <exception cref="AmqpChannelException">406: one is invalid.</exception>
    /// <exception cref="AmqpConnectionException">540: one asks for what this broker does not do.</exception>
    public static void Validate(FieldTable arguments, string queue)
    {
        if (arguments.TryGetValue(DeadLetterExchange, out object? deadLetter) && deadLetter is not string)
        {
            throw Refusal.Channel(
                ReplyCode.PreconditionFailed, $"invalid type '{FieldText.TypeOf(deadLetter)}' for arg '{DeadLetterExchange}' in {queue}", Method);
        }

        foreach (string name in Names)
        {
            if (!arguments.TryGetValue(name, out object? value))
            {
                continue;
            }

            if (Problem(name, value, arguments) is { } problem)
            {
                throw Refusal.Channel(ReplyCode.PreconditionFailed, $"invalid arg '{name}' for {queue}{problem}", Method);
            }

            if (!IsSupported(name, value))
            {
                throw Refusal.Connection(ReplyCode.NotImplemented, $"argument '{name}' of value '{FieldText.Of(value)}' is not supported", Method);
            }
        }
    }

    /// <summary>Compares the arguments of a queue with those that it is declared with again.</summary>
    /// <exception cref="AmqpChannelException">406: one differs.</exception>
    public static void AssertEquivalence(Equivalence equivalence, FieldTable current, FieldTable received)
    {
        foreach (string name in Names)
        {
            // A classic queue is one whether it says so or not.
            if (name != "x-queue-type" || !(IsClassic(current) && IsClassic(received)))
            {
                equivalence.Assert(name, current, received);
            }
        }
    }

    private static bool IsClassic(FieldTable arguments) => !arguments.TryGetValue("x-queue-type", out object? type) || type is "classic";

    // On one node with memory alone these change nothing that a client could see.
    private static bool IsSupported(string name, object? value) =>
        (name, value) is ("x-queue-type", "classic") or ("x-queue-mode", "default") or ("x-queue-version", _) or ("x-queue-master-locator", _)
            or ("x-overflow", "drop-head") or ("x-single-active-consumer", false);

    private static string? Problem(string name, object? value, FieldTable arguments) => name switch
    {
        "x-queue-type" => value switch
        {
            not string => UnacceptableType(value),
            "classic" or "quorum" or "stream" => null,
            _ => $": \"unsupported queue type '{value}'\"",
        },
        "x-expires" => NumberProblem(value, lowest: 1),
        "x-message-ttl" or "x-max-length" or "x-max-length-bytes" => NumberProblem(value),
        "x-max-priority" => NumberProblem(value, highest: byte.MaxValue),
        "x-queue-version" => NumberProblem(value) ?? (FieldText.TryGetInteger(value, out long version) && version is 1 or 2 ? null : UnsupportedVersion(value)),
        DeadLetterExchange => null,
        "x-dead-letter-routing-key" => value switch
        {
            not string => UnacceptableType(value),
            _ => arguments.ContainsKey(DeadLetterExchange) ? null : ": routing_key_but_no_dlx_defined",
        },
        "x-overflow" => value is "drop-head" or "reject-publish" or "reject-publish-dlx" ? null : value is string ? ": invalid_overflow" : UnacceptableType(value),
        "x-queue-mode" => value switch
        {
            not string => UnacceptableType(value),
            "default" or "lazy" => null,
            _ => $": \"unsupported queue mode '{value}'\"",
        },
        "x-single-active-consumer" => value is bool ? null : UnacceptableType(value),
        "x-queue-master-locator" => value is string ? null : UnacceptableType(value),
        _ => IsClassic(arguments) ? " of queue type rabbit_classic_queue" : null,
    };

    private static string? NumberProblem(object? value, long lowest = 0, long highest = long.MaxValue)
    {
        if (!FieldText.TryGetInteger(value, out long number))
        {
            return $": \"expected integer, got {FieldText.TypeOf(value)}\"";
        }

        return number switch
        {
            < 0 => $": {{value_negative,{number}}}",
            _ when number < lowest => $": {{value_zero,{number}}}",
            _ when number > highest => $": {{max_value_exceeded,{number}}}",
            _ => null,
        };
    }

    private static string UnacceptableType(object? value) => $": {{unacceptable_type,{FieldText.TypeOf(value)}}}";

    private static string UnsupportedVersion(object? value) => $": \"unsupported queue version '{FieldText.Of(value)}'\"";
}
