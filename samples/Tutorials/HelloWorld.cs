using TypedAmqp;

namespace Tutorials;

/// <summary>Something is sent, and received.</summary>
internal sealed class HelloWorld : ITutorial
{
    public static async Task RunAsync(AmqpBus bus, CancellationToken cancellationToken)
    {
        Receiver receiver = new();
        await using ConsumerSubscription hello = await bus.ConsumeAsync(receiver, cancellationToken);
        await bus.Hello().PublishAsync("Hello World!", cancellationToken);
        Console.WriteLine(" [x] Sent 'Hello World!'");
        Console.WriteLine($" [x] Received '{await receiver.Received.Task.WaitAsync(cancellationToken)}'");
    }

    private sealed class Receiver : Hello.IConsumer
    {
        public TaskCompletionSource<string> Received { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask HandleAsync(string message, Delivery delivery, CancellationToken cancellationToken)
        {
            Received.TrySetResult(message);
            return ValueTask.CompletedTask;
        }
    }
}
