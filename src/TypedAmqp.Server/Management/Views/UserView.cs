namespace TypedAmqp.Server.Management;

/// <summary>Somebody who may log in; everybody is an administrator here.</summary>
internal sealed record UserView(string Name, string[] Tags);
