using System.Buffers;

namespace TypedAmqp.Connections;

/// <summary>
/// The process's spare blocks of 64 KiB, for octets on their way out and received messages. The framework's array pool keeps few of that size,
/// and a busy connection has some dozens of them on the way.
/// </summary>
internal static class BlockPool
{
    public const int BlockOctets = 64 * 1024;

    /// <summary>8 MiB are kept.</summary>
    private const int Spares = 128;

    private static readonly Lock Gate = new();
    private static readonly Stack<byte[]> Spare = new(Spares);

    /// <summary>A block of at least so many octets.</summary>
    public static byte[] Rent(int octets)
    {
        if (octets > BlockOctets)
        {
            return ArrayPool<byte>.Shared.Rent(octets);
        }

        lock (Gate)
        {
            if (Spare.TryPop(out byte[]? block))
            {
                return block;
            }
        }

        return GC.AllocateUninitializedArray<byte>(BlockOctets);
    }

    public static void Return(byte[] block)
    {
        if (block.Length != BlockOctets)
        {
            ArrayPool<byte>.Shared.Return(block);
            return;
        }

        lock (Gate)
        {
            if (Spare.Count < Spares)
            {
                Spare.Push(block);
            }
        }
    }
}
