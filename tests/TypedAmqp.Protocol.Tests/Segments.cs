using System.Buffers;

namespace TypedAmqp.Protocol.Tests;

/// <summary>A buffer in pieces, as a pipe may hand it out.</summary>
internal sealed class Segments : ReadOnlySequenceSegment<byte>
{
    private Segments(ReadOnlyMemory<byte> memory, long index)
    {
        Memory = memory;
        RunningIndex = index;
    }

    /// <summary>The octets, cut before each of the given places.</summary>
    public static ReadOnlySequence<byte> Cut(ReadOnlyMemory<byte> octets, params ReadOnlySpan<int> places)
    {
        int start = 0;
        Segments? first = null;
        Segments? last = null;
        foreach (int end in (int[])[.. places, octets.Length])
        {
            Segments next = new(octets[start..end].ToArray(), start);
            last?.Next = next;
            first ??= next;
            last = next;
            start = end;
        }

        return new ReadOnlySequence<byte>(first!, 0, last!, last!.Memory.Length);
    }

    /// <summary>Every octet in a segment of its own.</summary>
    public static ReadOnlySequence<byte> OneByOne(ReadOnlyMemory<byte> octets) => Cut(octets, [.. Enumerable.Range(1, Math.Max(0, octets.Length - 1))]);
}
