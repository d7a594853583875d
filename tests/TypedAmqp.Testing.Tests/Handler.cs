namespace TypedAmqp.Testing.Tests;

/// <summary>A handler that is a lambda.</summary>
internal sealed class Handler(Func<ReceivedMessage, ValueTask> handle) : IMessageHandler
{
    public ValueTask HandleAsync(ReceivedMessage message, CancellationToken cancellationToken) => handle(message);
}
