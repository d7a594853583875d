namespace TypedAmqp.Manifests;

/// <summary>A property of a contract that also travels as a header.</summary>
/// <param name="Name">The header's name.</param>
/// <param name="Kind">What its value is, as the manifest says: <c>text</c>, <c>integer</c>, <c>boolean</c> and so on.</param>
/// <param name="IsOptional">Whether a message may lack it.</param>
public sealed record HeaderModel(string Name, string Kind, bool IsOptional);
