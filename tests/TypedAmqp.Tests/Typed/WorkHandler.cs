namespace TypedAmqp.Tests.Typed;

/// <summary>Records what arrives in the queue of work, and does with it what the test says.</summary>
internal sealed class WorkHandler(Func<object, Delivery, CancellationToken, ValueTask>? handle = null) : WorkQueue.IConsumer
{
    public Recorder Recorder { get; } = new();

    public ValueTask HandleAsync(WorkItem message, Delivery delivery, CancellationToken cancellationToken) =>
        RunAsync(message, delivery, cancellationToken);

    public ValueTask HandleAsync(Note message, Delivery delivery, CancellationToken cancellationToken) =>
        RunAsync(message, delivery, cancellationToken);

    private ValueTask RunAsync(object message, Delivery delivery, CancellationToken cancellationToken)
    {
        Recorder.Add(message);
        return handle?.Invoke(message, delivery, cancellationToken) ?? ValueTask.CompletedTask;
    }
}
