namespace TypedAmqp.Generators.Model;

/// <summary>A class that handles what arrives in queues, and ignores some of it.</summary>
/// <param name="Type">The class.</param>
/// <param name="Queues">The queues whose <c>IConsumer</c> it implements.</param>
/// <param name="Ignored">The contracts that it ignores, for emitted code.</param>
internal sealed record HandlerModel(TypeModel Type, EquatableArray<HandledQueueModel> Queues, EquatableArray<string> Ignored);
