using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>What a queue is declared with (queue.declare, section 1.7.2.1 of the specification).</summary>
/// <param name="Name">The name, at most 255 octets of UTF-8; empty asks the broker for one.</param>
/// <param name="Durable">It is to survive a restart of the broker.</param>
/// <param name="Exclusive">Only the declaring connection may use it, and it goes with that connection.</param>
/// <param name="AutoDelete">It goes when the last of its consumers does.</param>
/// <param name="Arguments">More, such as <c>x-queue-type</c>.</param>
public sealed record QueueDeclaration(string Name, bool Durable, bool Exclusive, bool AutoDelete, FieldTable Arguments)
{
    /// <summary><c>classic</c>, <c>quorum</c> or <c>stream</c> (<c>x-queue-type</c>).</summary>
    internal string QueueType => Arguments.GetValueOrDefault(QueueArguments.QueueType) as string ?? QueueArguments.Classic;
}
