using System.Buffers.Binary;
using TypedAmqp.Connections;

namespace TypedAmqp.Benchmarks.Frames;

/// <summary>
/// The part of <see cref="FrameBenchmark"/> that copies constant data: the octets stand in the program's image, and are copied from there.
/// </summary>
internal static partial class FrameBenchmark
{
    private sealed class ConstantData(bool isConstant) : IFrames
    {
        private const int KeyOffset = 7 + 6 + 1 + 6;
        private const int FrameHeader = 7;
        private const byte FrameEnd = 0xCE;

        private static ReadOnlySpan<byte> WithKey =>
        [
            0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x1E, 0x00, 0x3C, 0x00, 0x28, 0x00, 0x00, 0x06, 0x6F, 0x72,
            0x64, 0x65, 0x72, 0x73, 0x0F, 0x6F, 0x72, 0x64, 0x65, 0x72, 0x2E, 0x65, 0x75, 0x2E, 0x70, 0x6C,
            0x61, 0x63, 0x65, 0x64, 0x01, 0xCE, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0x2D, 0x00, 0x3C, 0x00,
            0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x90, 0x20, 0x10, 0x61, 0x70, 0x70, 0x6C,
            0x69, 0x63, 0x61, 0x74, 0x69, 0x6F, 0x6E, 0x2F, 0x6A, 0x73, 0x6F, 0x6E, 0x02, 0x0C, 0x6F, 0x72,
            0x64, 0x65, 0x72, 0x2E, 0x70, 0x6C, 0x61, 0x63, 0x65, 0x64, 0xCE,
        ];

        private static ReadOnlySpan<byte> WithoutKey =>
        [
            0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x0F, 0x00, 0x3C, 0x00, 0x28, 0x00, 0x00, 0x06, 0x6F, 0x72,
            0x64, 0x65, 0x72, 0x73, 0x00, 0x01, 0xCE, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0x2D, 0x00, 0x3C,
            0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x90, 0x20, 0x10, 0x61, 0x70, 0x70,
            0x6C, 0x69, 0x63, 0x61, 0x74, 0x69, 0x6F, 0x6E, 0x2F, 0x6A, 0x73, 0x6F, 0x6E, 0x02, 0x0C, 0x6F,
            0x72, 0x64, 0x65, 0x72, 0x2E, 0x70, 0x6C, 0x61, 0x63, 0x65, 0x64, 0xCE,
        ];

        /// <summary>What emitted code does with the octets today: it makes a template of them.</summary>
        public static PublishTemplate Create() => new(WithKey, hasConstantKey: true);

        public void Write(OutputBuffer output, ushort channel, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> body, int maxFramePayload)
        {
            ReadOnlySpan<byte> octets = isConstant ? WithKey : WithoutKey;
            int shift = isConstant ? 0 : key.Length;
            int head = octets.Length + shift;
            int total = head + FrameHeader + body.Length + 1;
            Span<byte> span = output.GetSpan(total);
            if (shift == 0)
            {
                octets.CopyTo(span);
            }
            else
            {
                octets[..KeyOffset].CopyTo(span);
                span[KeyOffset] = (byte)shift;
                key.Span.CopyTo(span[(KeyOffset + 1)..]);
                octets[(KeyOffset + 1)..].CopyTo(span[(KeyOffset + 1 + shift)..]);
                BinaryPrimitives.WriteInt32BigEndian(span[3..], WithoutKeyMethodPayload + shift);
            }

            Span<byte> header = span[((isConstant ? WithKeyMethodPayload : WithoutKeyMethodPayload + shift) + FrameHeader + 1)..];
            BinaryPrimitives.WriteUInt16BigEndian(span[1..], channel);
            BinaryPrimitives.WriteUInt16BigEndian(header[1..], channel);
            BinaryPrimitives.WriteUInt64BigEndian(header[(FrameHeader + 4)..], (ulong)body.Length);
            Span<byte> frame = span[head..];
            frame[0] = 3;
            BinaryPrimitives.WriteUInt16BigEndian(frame[1..], channel);
            BinaryPrimitives.WriteInt32BigEndian(frame[3..], body.Length);
            body.Span.CopyTo(frame[FrameHeader..]);
            frame[FrameHeader + body.Length] = FrameEnd;
            output.Advance(total);
        }

        private const int WithKeyMethodPayload = 30;
        private const int WithoutKeyMethodPayload = 15;
    }
}
