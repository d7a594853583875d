namespace TypedAmqp.Broker.Tests.Storage;

/// <summary>Something that a <see cref="SimulatedDisk"/> was asked to do.</summary>
internal sealed record DiskOperation(
    DiskOperationKind Kind, int File = -1, string Name = "", string Other = "", long Offset = 0, byte[]? Octets = null);
