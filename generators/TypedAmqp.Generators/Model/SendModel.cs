namespace TypedAmqp.Generators.Model;

/// <summary>What may be sent straight to a queue through the default exchange: a <c>[Sends]</c>.</summary>
internal sealed record SendModel(MessageModel Message, PublishOptionsModel Options);
