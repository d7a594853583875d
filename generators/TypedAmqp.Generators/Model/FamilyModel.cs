namespace TypedAmqp.Generators.Model;

/// <summary>A type that contracts derive from, and that may be published as any of them: a <c>[Publishes]</c> of a base type.</summary>
/// <param name="Base">The type.</param>
/// <param name="Key">The key template, as it was written.</param>
/// <param name="Members">The routes of its contracts, those that derive most first.</param>
internal sealed record FamilyModel(MessageModel Base, string Key, EquatableArray<RouteModel> Members);
