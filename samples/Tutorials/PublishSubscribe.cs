using TypedAmqp;

namespace Tutorials;

/// <summary>Every subscriber gets every message, in a queue of its own that goes away with it.</summary>
internal sealed class PublishSubscribe : ITutorial
{
    public static async Task RunAsync(AmqpBus bus, CancellationToken cancellationToken)
    {
        Subscriber screen = new("screen");
        Subscriber disk = new("disk");
        await using ConsumerSubscription first = await bus.ConsumeAsync(screen, cancellationToken);
        await using ConsumerSubscription second = await bus.ConsumeAsync(disk, cancellationToken);
        await bus.Logs().PublishAsync("info: Hello World!", cancellationToken);
        Console.WriteLine(" [x] Sent 'info: Hello World!'");
        await Task.WhenAll(screen.Received.Task, disk.Received.Task).WaitAsync(cancellationToken);
    }

    private sealed class Subscriber(string name) : AllLogs.IConsumer
    {
        public TaskCompletionSource Received { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask HandleAsync(string message, Delivery delivery, CancellationToken cancellationToken)
        {
            Console.WriteLine($" [{name}] '{message}'");
            Received.TrySetResult();
            return ValueTask.CompletedTask;
        }
    }
}
