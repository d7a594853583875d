using System.Buffers.Binary;

namespace TypedAmqp.Crash;

/// <summary>A body that says which message it is, and whether it is whole: number (8), checksum of all the rest (8), filler.</summary>
internal static class MessageBody
{
    private const int HeadSize = 16;

    public static byte[] Create(long number, Random random, int least = 0)
    {
        int size = random.Next(200) switch
        {
            0 => 200_000,
            < 10 => random.Next(4000, 20_000),
            < 60 => random.Next(200, 2000),
            _ => random.Next(100),
        };
        byte[] body = new byte[HeadSize + Math.Max(size, least)];
        random.NextBytes(body);
        BinaryPrimitives.WriteInt64LittleEndian(body, number);
        BinaryPrimitives.WriteUInt64LittleEndian(body.AsSpan(8), Checksum(body));
        return body;
    }

    /// <summary>Its number; null when it is not what was published.</summary>
    public static long? Read(ReadOnlySpan<byte> body) =>
        body.Length >= HeadSize && BinaryPrimitives.ReadUInt64LittleEndian(body[8..]) == Checksum(body)
            ? BinaryPrimitives.ReadInt64LittleEndian(body)
            : null;

    private static ulong Checksum(ReadOnlySpan<byte> body)
    {
        ulong checksum = 14695981039346656037;
        foreach (byte octet in body[..8])
        {
            checksum = (checksum ^ octet) * 1099511628211;
        }

        foreach (byte octet in body[HeadSize..])
        {
            checksum = (checksum ^ octet) * 1099511628211;
        }

        return checksum;
    }
}
