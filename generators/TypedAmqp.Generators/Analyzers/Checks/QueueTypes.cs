namespace TypedAmqp.Generators.Analyzers.Checks;

/// <summary>Which types of queue take an argument.</summary>
[Flags]
internal enum QueueTypes
{
    Classic = 1,
    Quorum = 2,
    Stream = 4,
}
