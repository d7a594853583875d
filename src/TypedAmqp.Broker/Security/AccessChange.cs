namespace TypedAmqp.Broker;

/// <summary>Something changed in <see cref="BrokerAccess"/>.</summary>
internal abstract record AccessChange
{
    public sealed record UserSet(BrokerUser User) : AccessChange;

    public sealed record UserDeleted(string User) : AccessChange;

    public sealed record PermissionsSet(BrokerPermissions Permissions) : AccessChange;

    public sealed record PermissionsCleared(string User, string VirtualHost) : AccessChange;

    public sealed record VirtualHostClosed(string VirtualHost) : AccessChange;
}
