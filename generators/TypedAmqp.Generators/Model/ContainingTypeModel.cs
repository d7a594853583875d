namespace TypedAmqp.Generators.Model;

/// <summary>A type around a declaring type.</summary>
/// <param name="Keyword">How it is declared: <c>class</c>, <c>record</c>, <c>struct</c>, <c>record struct</c> or <c>interface</c>.</param>
/// <param name="Name">Its name, without the types around it.</param>
internal sealed record ContainingTypeModel(string Keyword, string Name);
