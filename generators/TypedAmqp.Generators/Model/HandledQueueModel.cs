namespace TypedAmqp.Generators.Model;

/// <summary>A queue that a class handles.</summary>
/// <param name="Type">The class that declares the queue, for emitted code.</param>
/// <param name="IsReferenced">Whether it is in another assembly, where its <c>IConsumer</c> is compiled already.</param>
/// <param name="Contracts">What that <c>IConsumer</c> has methods for, sorted; empty for a queue of this assembly.</param>
internal sealed record HandledQueueModel(string Type, bool IsReferenced, EquatableArray<string> Contracts);
