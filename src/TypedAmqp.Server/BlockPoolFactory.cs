using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace TypedAmqp.Server;

/// <summary>Gives each listener a pool of blocks.</summary>
internal sealed class BlockPoolFactory : IMemoryPoolFactory<byte>
{
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new BlockPool();
}
