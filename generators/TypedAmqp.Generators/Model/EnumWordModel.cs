namespace TypedAmqp.Generators.Model;

/// <summary>A member of an enum and the word it becomes in a routing key.</summary>
/// <param name="Member">The member for emitted code, as in <c>global::Shop.Region.Eu</c>. Of several with one value only the first is here.</param>
/// <param name="Word">The word, as in <c>eu</c>.</param>
internal sealed record EnumWordModel(string Member, string Word);
