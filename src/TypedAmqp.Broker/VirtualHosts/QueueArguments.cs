using System.Text;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>
/// The arguments of queue.declare that RabbitMQ knows. What is invalid is refused as RabbitMQ refuses it, what is valid is done. Some ask for what a
/// client of one node cannot see: where among nodes a queue is, and whether messages that nobody asked for yet are in memory or on disk, which is the
/// store's to decide. Arguments that RabbitMQ does not know mean nothing, there as here.
/// </summary>
internal static class QueueArguments
{
    public const string QueueType = "x-queue-type";
    public const string Expires = "x-expires";
    public const string MaxLength = "x-max-length";
    public const string MaxLengthBytes = "x-max-length-bytes";
    public const string MaxPriority = "x-max-priority";
    public const string OverflowMode = "x-overflow";
    public const string SingleActiveConsumer = "x-single-active-consumer";
    public const string MessageTtl = "x-message-ttl";
    public const string DeadLetterExchange = "x-dead-letter-exchange";
    public const string DeadLetterRoutingKey = "x-dead-letter-routing-key";
    public const string DeliveryLimit = "x-delivery-limit";

    public const string MaxAge = "x-max-age";
    public const string SegmentSize = "x-stream-max-segment-size-bytes";

    public const string InitialClusterSize = "x-initial-cluster-size";
    public const string DeadLetterStrategy = "x-dead-letter-strategy";
    public const string QueueMode = "x-queue-mode";
    public const string QueueVersion = "x-queue-version";
    public const string MasterLocator = "x-queue-master-locator";
    public const string LeaderLocator = "x-queue-leader-locator";
    public const string MaxInMemoryLength = "x-max-in-memory-length";
    public const string MaxInMemoryBytes = "x-max-in-memory-bytes";

    public const string Classic = "classic";
    public const string Quorum = "quorum";
    public const string Stream = "stream";

    public const string DropHead = "drop-head";
    public const string RejectPublish = "reject-publish";
    public const string RejectPublishDeadLetter = "reject-publish-dlx";

    private const MethodId Method = MethodId.QueueDeclare;
    private const string InitialGroupSize = "x-quorum-initial-group-size";

    // In the order in which RabbitMQ compares them.
    private static readonly string[] Names =
    [
        Expires, MessageTtl, DeadLetterExchange, DeadLetterRoutingKey, DeadLetterStrategy, MaxLength, MaxLengthBytes, MaxInMemoryLength,
        MaxInMemoryBytes, MaxPriority, OverflowMode, QueueMode, QueueVersion, SingleActiveConsumer, QueueType, InitialGroupSize, MaxAge,
        SegmentSize, InitialClusterSize, LeaderLocator, MasterLocator, DeliveryLimit,
    ];

    private static readonly string[] OnlyClassic = [MaxPriority, QueueMode, QueueVersion, MasterLocator];

    private static readonly string[] OnlyQuorum =
        [DeadLetterStrategy, MaxInMemoryLength, MaxInMemoryBytes, InitialGroupSize, LeaderLocator, DeliveryLimit];

    private static readonly string[] OnlyStream = [MaxAge, SegmentSize, InitialClusterSize];

    // All that a stream knows.
    private static readonly string[] OfStreams = [QueueType, MaxLengthBytes, LeaderLocator, .. OnlyStream];

    /// <summary>Checks the declaration of a new queue.</summary>
    /// <param name="declaration">The declaration.</param>
    /// <param name="queue">The queue in words.</param>
    /// <param name="compatibility">Whose rules count.</param>
    /// <exception cref="AmqpChannelException">406: an argument is invalid, or does not go with the type of the queue.</exception>
    public static void Validate(QueueDeclaration declaration, string queue, Compatibility compatibility)
    {
        FieldTable arguments = declaration.Arguments;
        if (arguments.TryGetValue(DeadLetterExchange, out object? deadLetter) && deadLetter is not string)
        {
            throw Invalid($"type '{FieldText.TypeOf(deadLetter)}' for arg '{DeadLetterExchange}' in {queue}");
        }

        foreach (string name in Names)
        {
            if (arguments.TryGetValue(name, out object? value) && Problem(name, value, arguments) is { } problem)
            {
                throw Invalid($"arg '{name}' for {queue}{problem}");
            }
        }

        if (!IsClassic(arguments) && PropertyProblem(declaration) is { } property)
        {
            throw Invalid($"property '{property}' for {queue}");
        }
    }

    /// <summary>
    /// Whether what dies is to be kept until it was taken elsewhere; that takes a place for the dead, and a queue that drops nothing for want of
    /// room.
    /// </summary>
    public static bool IsAtLeastOnce(FieldTable arguments) =>
        IsQuorum(arguments) && arguments.GetValueOrDefault(DeadLetterStrategy) is "at-least-once"
        && arguments.GetValueOrDefault(OverflowMode) is RejectPublish && arguments.ContainsKey(DeadLetterExchange);

    /// <summary>Whether an argument goes with the type of a queue.</summary>
    public static bool IsApplicable(string name, FieldTable arguments) => WrongType(name, arguments) is null;

    /// <summary>What is wrong with the value of an argument in a policy; null: nothing.</summary>
    public static string? ProblemInPolicy(string name, object? value)
    {
        FieldTable arguments = new() { [DeadLetterExchange] = "" };
        if (OnlyStream.Contains(name) || OnlyQuorum.Contains(name))
        {
            arguments.Add(QueueType, OnlyStream.Contains(name) ? Stream : Quorum);
        }

        return name == DeadLetterExchange && value is not string ? UnacceptableType(value) : Problem(name, value, arguments);
    }

    /// <summary>Refuses to name a queue that has to bring its name.</summary>
    /// <exception cref="AmqpChannelException">406: it is a quorum queue or a stream.</exception>
    public static void ValidateServerNamed(FieldTable arguments)
    {
        if (arguments.GetValueOrDefault(QueueType) is Quorum or Stream)
        {
            throw Refusal.Channel(
                ReplyCode.PreconditionFailed, $"Cannot declare a server-named queue for type rabbit_{arguments[QueueType]}_queue", Method);
        }
    }

    /// <summary>Compares the arguments of a queue with those that it is declared with again.</summary>
    /// <exception cref="AmqpChannelException">406: one differs.</exception>
    public static void AssertEquivalence(Equivalence equivalence, FieldTable current, FieldTable received)
    {
        foreach (string name in Names)
        {
            // A classic queue is one whether it says so or not.
            if (name != QueueType || !(IsClassic(current) && IsClassic(received)))
            {
                equivalence.Assert(name, current, received);
            }
        }
    }

    private static bool IsClassic(FieldTable arguments) => !arguments.TryGetValue(QueueType, out object? type) || type is Classic;

    private static bool IsQuorum(FieldTable arguments) => arguments.GetValueOrDefault(QueueType) is Quorum;

    private static string? PropertyProblem(QueueDeclaration declaration) => declaration switch
    {
        { AutoDelete: true } => "auto-delete",
        { Exclusive: true } => "exclusive-owner",
        { Durable: false } => "non-durable",
        _ => null,
    };

    private static string? Problem(string name, object? value, FieldTable arguments) => name switch
    {
        QueueType => value switch
        {
            not string => UnacceptableType(value),
            Classic or Quorum or Stream => null,
            _ => $": \"unsupported queue type '{value}'\"",
        },
        _ when WrongType(name, arguments) is { } type => $" of queue type rabbit_{type}_queue",
        Expires => NumberProblem(value, lowest: 1) ?? TimeProblem(value),
        MessageTtl => NumberProblem(value) ?? TimeProblem(value),
        MaxLength or MaxLengthBytes or InitialGroupSize or SegmentSize or InitialClusterSize => NumberProblem(value),
        MaxAge => value is string age ? (StreamAge.TryRead(age, out _) ? null : ": invalid_max_age") : UnacceptableType(value),
        MaxPriority => NumberProblem(value, highest: byte.MaxValue),
        QueueVersion =>
            NumberProblem(value) ?? (FieldText.TryGetInteger(value, out long version) && version is 1 or 2 ? null : UnsupportedVersion(value)),

        // RabbitMQ takes anything here, and has no limit where it is no number.
        DeliveryLimit => FieldText.TryGetInteger(value, out _) ? null : NumberProblem(value),
        DeadLetterExchange => LengthProblem(value),
        DeadLetterRoutingKey => value switch
        {
            not string => UnacceptableType(value),
            _ when LengthProblem(value) is { } problem => problem,
            _ => arguments.ContainsKey(DeadLetterExchange) ? null : ": routing_key_but_no_dlx_defined",
        },
        OverflowMode =>
            value is DropHead or RejectPublish or RejectPublishDeadLetter ? null : value is string ? ": invalid_overflow" : UnacceptableType(value),
        QueueMode => value switch
        {
            not string => UnacceptableType(value),
            "default" or "lazy" => null,
            _ => $": \"unsupported queue mode '{value}'\"",
        },
        SingleActiveConsumer => value is bool ? null : UnacceptableType(value),
        MasterLocator or LeaderLocator => value is string ? null : UnacceptableType(value),
        DeadLetterStrategy =>
            value is "at-most-once" or "at-least-once" ? null : value is string ? ": invalid_dlx_strategy" : UnacceptableType(value),
        _ => null,
    };

    // The type of the queue that an argument does not go with.
    private static string? WrongType(string name, FieldTable arguments) => arguments.GetValueOrDefault(QueueType) switch
    {
        Stream => OfStreams.Contains(name) ? null : Stream,
        Quorum => OnlyClassic.Contains(name) || OnlyStream.Contains(name) ? Quorum : null,
        _ => OnlyQuorum.Contains(name) || OnlyStream.Contains(name) ? Classic : null,
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

    private static string? TimeProblem(object? value) =>
        FieldText.TryGetInteger(value, out long number) && number > Expiration.Longest ? $": {{value_too_large,{number}}}" : null;

    // Names and keys are short strings; RabbitMQ notices when it has to send one.
    private static string? LengthProblem(object? value) =>
        value is string text && Encoding.UTF8.GetByteCount(text) is > ShortString.MaxLength and var length
            ? $": {{max_value_exceeded,{length}}}, a name or key has at most {ShortString.MaxLength} octets"
            : null;

    private static string UnacceptableType(object? value) => $": {{unacceptable_type,{FieldText.TypeOf(value)}}}";

    private static string UnsupportedVersion(object? value) => $": \"unsupported queue version '{FieldText.Of(value)}'\"";

    private static AmqpChannelException Invalid(string what) => Refusal.Channel(ReplyCode.PreconditionFailed, $"invalid {what}", Method);
}
