using TypedAmqp.Generated;

namespace TypedAmqp;

/// <summary>A message was published and not confirmed: returned as unroutable, rejected, or without an answer.</summary>
public sealed class PublishException : Exception
{
    /// <summary>The failure of one message.</summary>
    /// <param name="exchange">The exchange that it was published to.</param>
    /// <param name="routingKey">Its routing key.</param>
    /// <param name="result">How the publish ended.</param>
    /// <param name="innerException">What closed the connection or channel, when that was the cause.</param>
    public PublishException(string exchange, string routingKey, PublishResult result, Exception? innerException = null)
        : this(
            $"The message to {Name(exchange)} with routing key '{routingKey}'", exchange, routingKey, [new PublishFailure(0, result)], innerException)
    {
    }

    private PublishException(
        string what, string exchange, string routingKey, IReadOnlyList<PublishFailure> failures, Exception? innerException = null)
        : base(Describe(what, failures[0].Result), innerException)
    {
        Exchange = exchange;
        RoutingKey = routingKey;
        Failures = failures;
    }

    /// <summary>The exchange that the message was published to; empty for the default exchange.</summary>
    public string Exchange { get; }

    /// <summary>The routing key of the message; empty when several were published with one call.</summary>
    public string RoutingKey { get; }

    /// <summary>How the publish ended; of several the first that failed.</summary>
    public PublishResult Result => Failures[0].Result;

    /// <summary>Which messages failed, and why: of a batch all of them, of a sequence the first, at which it ended.</summary>
    public IReadOnlyList<PublishFailure> Failures { get; }

    /// <param name="template">The route.</param>
    /// <param name="buffer">The message's own key, unless the route's is constant.</param>
    /// <param name="result">How the publish ended.</param>
    internal static PublishException Of(PublishTemplate template, PublishBuffer? buffer, PublishResult result) => new(
        template.Exchange,
        MessageContract.Describe(template.HasConstantKey || buffer is null ? template.ConstantKeyOctets : buffer.Key.Span),
        result);

    /// <summary>Of a batch.</summary>
    internal static PublishException OfMany(string exchange, int messages, IReadOnlyList<PublishFailure> failures) => new(
        $"Of {messages} messages {failures.Count} failed. The first of them, at index {failures[0].Index}, to {Name(exchange)},",
        exchange,
        "",
        failures);

    /// <summary>Of a sequence, which ended with it.</summary>
    internal static PublishException OfSequence(string exchange, PublishFailure failure) =>
        new($"The message at index {failure.Index} of the sequence, to {Name(exchange)},", exchange, "", [failure]);

    private static string Name(string exchange) => exchange.Length == 0 ? "the default exchange" : $"exchange '{exchange}'";

    private static string Describe(string what, PublishResult result) => result.Outcome switch
    {
        PublishOutcome.Returned =>
            $"{what} was returned: {(int)result.ReplyCode} {result.ReplyText}. No queue takes that key: bind one, or publish without mandatory.",
        PublishOutcome.Rejected => $"{what} was rejected by the broker. {result.ReplyText}",
        _ => $"{what} was not confirmed. {result.ReplyText}",
    };
}
