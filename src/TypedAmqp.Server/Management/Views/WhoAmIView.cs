namespace TypedAmqp.Server.Management;

/// <summary>Who asks.</summary>
internal sealed record WhoAmIView(string Name, string[] Tags);
