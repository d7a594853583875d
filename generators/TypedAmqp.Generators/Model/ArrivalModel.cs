namespace TypedAmqp.Generators.Model;

/// <summary>A contract that can arrive in a queue.</summary>
/// <param name="Message">The contract.</param>
/// <param name="Keys">The templates of the keys under which it can arrive, for deliveries without a <c>type</c>.</param>
/// <param name="Routes">The ways it can come, as people read them: <c>Orders --order.*.placed--> Billing</c>. At least one, sorted.</param>
internal sealed record ArrivalModel(MessageModel Message, EquatableArray<KeyTemplate> Keys, EquatableArray<string> Routes);
