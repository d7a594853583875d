using TypedAmqp;

namespace Tutorials;

/// <summary>Messages are chosen by patterns over their key, which subscribers make up while they run.</summary>
internal sealed class Topics : ITutorial
{
    public static async Task RunAsync(AmqpBus bus, CancellationToken cancellationToken)
    {
        Subscriber kernel = new("kern.*", awaited: 2);
        Subscriber critical = new("*.critical", awaited: 2);
        await using ConsumerSubscription first = await bus.ConsumeAsync(
            kernel, [MyTopicLogs.Bind(kernel.Pattern)], cancellationToken: cancellationToken);
        await using ConsumerSubscription second = await bus.ConsumeAsync(
            critical, [MyTopicLogs.Bind(critical.Pattern)], cancellationToken: cancellationToken);

        await bus.TopicLogs().PublishAsync(new SystemLog(Facility.Kern, Severity.Info, "A kernel has booted."), cancellationToken);
        await bus.TopicLogs().PublishAsync(new SystemLog(Facility.Kern, Severity.Critical, "A kernel panics."), cancellationToken);
        await bus.TopicLogs().PublishAsync(new SystemLog(Facility.Auth, Severity.Critical, "Somebody guesses passwords."), cancellationToken);

        // Nobody asked for this one. It comes back, instead of getting lost.
        PublishResult unwanted = await bus.TopicLogs()
            .TryPublishAsync(new SystemLog(Facility.Cron, Severity.Info, "Nothing happened."), cancellationToken);
        Console.WriteLine($" [x] cron.info was {unwanted.Outcome}: {unwanted.ReplyText}");
        await Task.WhenAll(kernel.Received, critical.Received).WaitAsync(cancellationToken);
    }

    private sealed class Subscriber(string pattern, int awaited) : MyTopicLogs.IConsumer
    {
        private readonly TaskCompletionSource _received = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _count;

        public string Pattern => pattern;

        public Task Received => _received.Task;

        public ValueTask HandleAsync(SystemLog message, Delivery delivery, CancellationToken cancellationToken)
        {
            Console.WriteLine($" [{pattern}] {message.Facility} {message.Severity}: '{message.Text}'");
            if (Interlocked.Increment(ref _count) == awaited)
            {
                _received.SetResult();
            }

            return ValueTask.CompletedTask;
        }
    }
}
