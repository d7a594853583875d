namespace TypedAmqp.Generators.Model;

/// <summary>A fault that a method declares: a <c>[Throws]</c>.</summary>
/// <param name="Code">Its code on the wire.</param>
/// <param name="Contract">What it carries, as JSON.</param>
internal sealed record RpcFaultModel(string Code, MessageModel Contract);
