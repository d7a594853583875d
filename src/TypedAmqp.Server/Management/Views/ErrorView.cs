namespace TypedAmqp.Server.Management;

/// <summary>What went wrong.</summary>
internal sealed record ErrorView(string Error, string Reason);
