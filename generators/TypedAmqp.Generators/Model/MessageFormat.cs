namespace TypedAmqp.Generators.Model;

/// <summary>How a body is written: the members of <c>TypedAmqp.MessageFormat</c>.</summary>
internal enum MessageFormat
{
    Json,
    Text,
    Raw,
}
