using TypedAmqp;

namespace Tutorials;

/// <summary>One of RabbitMQ's tutorials, both sides of it in one program.</summary>
internal interface ITutorial
{
    /// <summary>Plays it through.</summary>
    static abstract Task RunAsync(AmqpBus bus, CancellationToken cancellationToken);
}
