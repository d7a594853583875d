namespace TypedAmqp.Generators.Model;

/// <summary>The type of an argument's value.</summary>
internal enum ArgumentKind
{
    String,
    Boolean,
    Integer,
    Number,
}
