namespace TypedAmqp;

/// <summary>A message was published and not confirmed: returned as unroutable, rejected, or without an answer.</summary>
/// <param name="exchange">The exchange that it was published to.</param>
/// <param name="routingKey">Its routing key.</param>
/// <param name="result">How the publish ended.</param>
/// <param name="innerException">What closed the connection or channel, when that was the cause.</param>
public sealed class PublishException(string exchange, string routingKey, PublishResult result, Exception? innerException = null)
    : Exception(Describe(exchange, routingKey, result), innerException)
{
    /// <summary>The exchange that the message was published to; empty for the default exchange.</summary>
    public string Exchange { get; } = exchange;

    /// <summary>The routing key of the message.</summary>
    public string RoutingKey { get; } = routingKey;

    /// <summary>How the publish ended.</summary>
    public PublishResult Result { get; } = result;

    private static string Describe(string exchange, string routingKey, PublishResult result)
    {
        string what = $"The message to {(exchange.Length == 0 ? "the default exchange" : $"exchange '{exchange}'")} with routing key '{routingKey}'";
        return result.Outcome switch
        {
            PublishOutcome.Returned =>
                $"{what} was returned: {(int)result.ReplyCode} {result.ReplyText}. No queue takes that key: bind one, or publish without mandatory.",
            PublishOutcome.Rejected => $"{what} was rejected by the broker. {result.ReplyText}",
            _ => $"{what} was not confirmed. {result.ReplyText}",
        };
    }
}
