using TypedAmqp;

namespace Tutorials;

/// <summary>Messages are chosen by their key: the screen gets all of them, the disk errors only. The compiler knows that.</summary>
internal sealed class Routing : ITutorial
{
    public static async Task RunAsync(AmqpBus bus, CancellationToken cancellationToken)
    {
        Screen screen = new();
        Disk disk = new();
        await using ConsumerSubscription all = await bus.ConsumeAsync(screen, cancellationToken);
        await using ConsumerSubscription errors = await bus.ConsumeAsync(disk, cancellationToken);
        await bus.DirectLogs().PublishAsync(new Info("All is well."), cancellationToken);
        await bus.DirectLogs().PublishAsync(new Warning("It smells of smoke."), cancellationToken);
        await bus.DirectLogs().PublishAsync(new Error("Run. Run. Or it will explode."), cancellationToken);
        await Task.WhenAll(screen.Done.Task, disk.Done.Task).WaitAsync(cancellationToken);
    }

    private sealed class Screen : ScreenLogs.IConsumer
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask HandleAsync(Info message, Delivery delivery, CancellationToken cancellationToken) => ShowAsync("info", message.Text);

        public ValueTask HandleAsync(Warning message, Delivery delivery, CancellationToken cancellationToken) => ShowAsync("warning", message.Text);

        public ValueTask HandleAsync(Error message, Delivery delivery, CancellationToken cancellationToken)
        {
            Done.TrySetResult();
            return ShowAsync("error", message.Text);
        }

        private static ValueTask ShowAsync(string severity, string text)
        {
            Console.WriteLine($" [screen] {severity}: '{text}'");
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Disk : DiskLogs.IConsumer
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask HandleAsync(Error message, Delivery delivery, CancellationToken cancellationToken)
        {
            Console.WriteLine($" [disk] error: '{message.Text}'");
            Done.TrySetResult();
            return ValueTask.CompletedTask;
        }
    }
}
