namespace TypedAmqp.Broker.Tests.Storage;

internal enum DiskOperationKind
{
    Create,
    Write,
    Truncate,
    Sync,
    Rename,
    Delete,
    SyncFolder,
}
