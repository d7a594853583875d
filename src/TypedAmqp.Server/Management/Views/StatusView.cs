namespace TypedAmqp.Server.Management;

/// <summary>That all is well.</summary>
internal sealed record StatusView(string Status);
