namespace TypedAmqp.Generators.Model;

/// <summary>An argument of a queue, an exchange or a binding, or a header to match.</summary>
/// <param name="Name">Its name, as <c>x-message-ttl</c>.</param>
/// <param name="Kind">The type of its value.</param>
/// <param name="Value">The value in the invariant culture: the text itself, <c>true</c> or <c>false</c>, decimal digits.</param>
internal sealed record ArgumentModel(string Name, ArgumentKind Kind, string Value);
