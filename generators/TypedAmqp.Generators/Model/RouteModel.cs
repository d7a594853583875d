namespace TypedAmqp.Generators.Model;

/// <summary>What may be published to an exchange, and under which key: a <c>[Publishes]</c>.</summary>
internal sealed record RouteModel(MessageModel Message, KeyTemplate Key, PublishOptionsModel Options);
