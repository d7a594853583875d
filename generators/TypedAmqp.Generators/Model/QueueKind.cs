namespace TypedAmqp.Generators.Model;

/// <summary>How the broker keeps a queue: the members of <c>TypedAmqp.QueueType</c>.</summary>
internal enum QueueKind
{
    Classic,
    Quorum,
    Stream,
}
