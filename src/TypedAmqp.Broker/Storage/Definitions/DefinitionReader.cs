using System.Buffers.Binary;
using System.Text;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>Reads what a <see cref="DefinitionWriter"/> wrote.</summary>
internal ref struct DefinitionReader(ReadOnlySpan<byte> octets)
{
    private ReadOnlySpan<byte> _rest = octets;

    public string Text() => Encoding.UTF8.GetString(Take(sizeof(ushort), BinaryPrimitives.ReadUInt16LittleEndian(_rest)));

    public FieldTable Table() => new FieldTableView(Take(sizeof(int), BinaryPrimitives.ReadInt32LittleEndian(_rest))).ToFieldTable();

    public void Bits(out bool first, out bool second, out bool third)
    {
        byte bits = Take(0, 1)[0];
        (first, second, third) = ((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0);
    }

    private ReadOnlySpan<byte> Take(int prefix, int size)
    {
        ReadOnlySpan<byte> taken = _rest.Slice(prefix, size);
        _rest = _rest[(prefix + size)..];
        return taken;
    }
}
