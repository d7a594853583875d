namespace TypedAmqp;

/// <summary>What a consumer does with a message.</summary>
public interface IMessageHandler
{
    /// <summary>
    /// Handles one message, on a dispatch loop of its consumer and never on the connection's read loop: it may publish, declare, close, and take its
    /// time.
    /// </summary>
    /// <remarks>
    /// It settles the message through <see cref="ReceivedMessage.Delivery"/>, unless the consumer takes no acknowledgements. It should not throw: an
    /// exception closes the channel, so that the broker puts every unsettled message back, and is the cause in the channel's close reason.
    /// </remarks>
    /// <param name="message">The message. Its memory is used again once the returned task completes.</param>
    /// <param name="cancellationToken">Cancelled when the channel is gone, so that nothing can be settled any more.</param>
    ValueTask HandleAsync(ReceivedMessage message, CancellationToken cancellationToken);
}
