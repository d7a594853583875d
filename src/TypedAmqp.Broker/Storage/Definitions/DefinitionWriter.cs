using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>Writes keys and values of definitions: texts and tables with their sizes before them.</summary>
internal sealed class DefinitionWriter
{
    private readonly ArrayBufferWriter<byte> _octets = new(128);

    public DefinitionWriter Text(string text)
    {
        int size = Encoding.UTF8.GetByteCount(text);
        Span<byte> octets = _octets.GetSpan(sizeof(ushort) + size);
        BinaryPrimitives.WriteUInt16LittleEndian(octets, (ushort)size);
        Encoding.UTF8.GetBytes(text, octets[sizeof(ushort)..]);
        _octets.Advance(sizeof(ushort) + size);
        return this;
    }

    public DefinitionWriter Table(FieldTable table)
    {
        byte[] encoded = table.Encode();
        Span<byte> octets = _octets.GetSpan(sizeof(int) + encoded.Length);
        BinaryPrimitives.WriteInt32LittleEndian(octets, encoded.Length);
        encoded.CopyTo(octets[sizeof(int)..]);
        _octets.Advance(sizeof(int) + encoded.Length);
        return this;
    }

    public DefinitionWriter Bits(bool first, bool second = false, bool third = false)
    {
        _octets.Write([(byte)((first ? 1 : 0) | (second ? 2 : 0) | (third ? 4 : 0))]);
        return this;
    }

    public byte[] ToArray() => _octets.WrittenSpan.ToArray();
}
