namespace TypedAmqp.Broker;

/// <summary>The three rights of <see cref="BrokerPermissions"/>.</summary>
internal enum AccessRight
{
    Configure,
    Write,
    Read,
}
