namespace TypedAmqp.Server.Management;

/// <summary>What a user is to be allowed.</summary>
internal sealed record PermissionRequest(string Configure, string Write, string Read);
