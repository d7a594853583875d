using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace TypedAmqp.Server;

/// <summary>Gives every listener the same pool.</summary>
internal sealed class BlockPoolFactory : IMemoryPoolFactory<byte>
{
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new BlockPool();
}
