namespace TypedAmqp.Generators.Model;

/// <summary>A queue that a class handles.</summary>
/// <param name="Type">The class that declares the queue, for emitted code.</param>
/// <param name="IsReferenced">Whether it is in another assembly, where that interface is compiled already.</param>
/// <param name="InBatches">Whether it handles many messages at a time: what it implements is the <c>IBatchConsumer</c>.</param>
/// <param name="Contracts">What that interface has methods for, sorted; empty for a queue of this assembly.</param>
internal sealed record HandledQueueModel(string Type, bool IsReferenced, bool InBatches, EquatableArray<string> Contracts);
