using System.Buffers;

namespace TypedAmqp.Fuzzing.Input;

/// <summary>A buffer in pieces, as a pipe may hand it out.</summary>
internal sealed class Segments : ReadOnlySequenceSegment<byte>
{
    private Segments(ReadOnlyMemory<byte> memory, long index)
    {
        Memory = memory;
        RunningIndex = index;
    }

    /// <summary>The octets, cut before each of the given places, which ascend.</summary>
    public static ReadOnlySequence<byte> Cut(ReadOnlyMemory<byte> octets, params ReadOnlySpan<int> places)
    {
        int start = 0;
        Segments? first = null;
        Segments? last = null;
        foreach (int end in (int[])[.. places, octets.Length])
        {
            // Each in memory of its own, so that reading beyond a piece cannot go well by chance.
            Segments next = new(octets[start..end].ToArray(), start);
            last?.Next = next;
            first ??= next;
            last = next;
            start = end;
        }

        return new ReadOnlySequence<byte>(first!, 0, last!, last!.Memory.Length);
    }

    /// <summary>Every octet in a segment of its own.</summary>
    public static ReadOnlySequence<byte> OneByOne(ReadOnlyMemory<byte> octets) =>
        Cut(octets, [.. Enumerable.Range(1, Math.Max(0, octets.Length - 1))]);

    /// <summary>Cut in a few places.</summary>
    public static ReadOnlySequence<byte> Random(ReadOnlyMemory<byte> octets, DeterministicRandom random) =>
        Cut(octets, [.. Enumerable.Range(0, random.Next(6)).Select(_ => random.Next(octets.Length + 1)).Order()]);
}
