namespace TypedAmqp.Generators.Model;

/// <summary>What a queue is for: the members of <c>TypedAmqp.QueuePurpose</c>.</summary>
internal enum QueuePurpose
{
    Consumed,
    Inspected,
    Delay,
}
