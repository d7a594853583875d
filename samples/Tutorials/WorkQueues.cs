using TypedAmqp;

namespace Tutorials;

/// <summary>Tasks are shared by workers, each of which takes the next when it is done; what one leaves, another gets.</summary>
internal sealed class WorkQueues : ITutorial
{
    private static readonly string[] Tasks = ["First.", "Second..", "Third...", "Fourth....", "Fifth.....", "Sixth......"];

    public static async Task RunAsync(AmqpBus bus, CancellationToken cancellationToken)
    {
        using CountdownEvent left = new(Tasks.Length);
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        SubscriptionOptions oneAtATime = new() { Prefetch = 1 };

        // This one begins a task, and goes home in the middle of it.
        ConsumerSubscription lazy = await bus.ConsumeAsync(
            new Worker("lazy", async (_, token) =>
            {
                begun.TrySetResult();
                await Task.Delay(Timeout.Infinite, token);
            }),
            oneAtATime,
            cancellationToken);
        await bus.TaskQueue().PublishAsync(Tasks, cancellationToken);
        Console.WriteLine($" [x] Sent {Tasks.Length} tasks");
        await begun.Task.WaitAsync(cancellationToken);
        await lazy.DisposeAsync();
        Console.WriteLine(" [lazy] went home with a task unfinished");

        Func<string, CancellationToken, Task> work = async (task, token) =>
        {
            // A dot is a piece of work.
            await Task.Delay(50 * task.Count(static character => character == '.'), token);
            if (left.Signal())
            {
                done.SetResult();
            }
        };
        await using ConsumerSubscription first = await bus.ConsumeAsync(new Worker("first", work), oneAtATime, cancellationToken);
        await using ConsumerSubscription second = await bus.ConsumeAsync(new Worker("second", work), oneAtATime, cancellationToken);
        await done.Task.WaitAsync(cancellationToken);
    }

    private sealed class Worker(string name, Func<string, CancellationToken, Task> work) : TaskQueue.IConsumer
    {
        public async ValueTask HandleAsync(string message, Delivery delivery, CancellationToken cancellationToken)
        {
            Console.WriteLine($" [{name}] Received '{message}'{(delivery.Redelivered ? ", which somebody else had" : "")}");
            await work(message, cancellationToken);
            Console.WriteLine($" [{name}] Done with '{message}'");
        }
    }
}
