namespace TypedAmqp.Server.Management;

/// <summary>A name.</summary>
internal sealed record NameView(string Name);
