using System.Buffers;
using System.Buffers.Binary;

namespace TypedAmqp.Broker;

/// <summary>
/// A message whose frames did not arrive in one piece: method, header and body octets gathered as a <see cref="MessageRecord"/>. It grows with what
/// has arrived, never by what a header merely claims, and counts as memory that is held.
/// </summary>
internal sealed class ContentAssembly(MemoryGauge gauge)
{
    // What is rented before the first body octet has come, at most.
    private const int LargestGuess = 64 * 1024;

    // Room for the expiry, so that a record can become a shared message where it lies.
    private const int Spare = sizeof(long);

    private byte[] _record = [];
    private int _length;
    private long _bodyLeft;

    public ContentState State { get; private set; }

    /// <summary>The flags of basic.publish: mandatory, immediate.</summary>
    public byte Bits { get; private set; }

    public int AddressLength { get; private set; }

    public int PropertiesLength { get; private set; }

    public int BodyLength => _length - BodyOffset;

    public int BodyOffset => AddressLength + sizeof(int) + PropertiesLength;

    public ReadOnlySpan<byte> Address => _record.AsSpan(0, AddressLength);

    /// <summary>basic.publish was read: a content header must follow.</summary>
    public void Begin(ReadOnlySpan<byte> address, byte bits)
    {
        Require(address.Length + sizeof(int));
        address.CopyTo(_record);
        AddressLength = _length = address.Length;
        Bits = bits;
        State = ContentState.Header;
    }

    /// <summary>The content header was read.</summary>
    public void SetHeader(ReadOnlySpan<byte> properties, long bodySize)
    {
        PropertiesLength = properties.Length;
        Require(BodyOffset + (int)Math.Min(bodySize, LargestGuess) + Spare);
        BinaryPrimitives.WriteInt32LittleEndian(_record.AsSpan(AddressLength), properties.Length);
        properties.CopyTo(_record.AsSpan(AddressLength + sizeof(int)));
        _length = BodyOffset;
        _bodyLeft = bodySize;
        State = bodySize == 0 ? ContentState.Complete : ContentState.Body;
    }

    /// <summary>Makes room for body octets; false when there are more than the header announced.</summary>
    public bool TryAddBody(int count, out Span<byte> room)
    {
        if (count > _bodyLeft)
        {
            room = default;
            return false;
        }

        Require(_length + count + Spare);
        room = _record.AsSpan(_length, count);
        _length += count;
        _bodyLeft -= count;
        if (_bodyLeft == 0)
        {
            State = ContentState.Complete;
        }

        return true;
    }

    /// <summary>Gives the record away; the assembly is ready for the next message.</summary>
    public byte[] Take(out int length)
    {
        byte[] record = _record;
        gauge.AddPending(-record.Length);
        length = _length;
        _record = [];
        _length = 0;
        State = ContentState.None;
        return record;
    }

    /// <summary>Forgets a message that will not be completed.</summary>
    public void Abandon()
    {
        byte[] record = Take(out _);
        if (record.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(record);
        }
    }

    private void Require(int size)
    {
        if (_record.Length >= size)
        {
            return;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(size, _record.Length * 2));
        _record.AsSpan(0, _length).CopyTo(larger);
        if (_record.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_record);
        }

        gauge.AddPending(larger.Length - _record.Length);
        _record = larger;
    }
}
