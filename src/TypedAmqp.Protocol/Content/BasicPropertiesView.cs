using System.Buffers.Binary;
using System.Numerics;

namespace TypedAmqp.Protocol;

/// <summary>
/// The properties of a message as they lie on the wire (section 4.2.6.1 of the specification): flags that say which ones are there, then
/// their values. Nothing is decoded before it is asked for; a malformed list is noticed then.
/// </summary>
/// <param name="flagsAndList">The octets of the flags and of the list; empty means no properties.</param>
public readonly ref partial struct BasicPropertiesView(ReadOnlySpan<byte> flagsAndList)
{
    private const BasicPropertyFlags Known = (BasicPropertyFlags)0xFFFC;
    private const ushort Continuation = 1;
    private readonly ReadOnlySpan<byte> _octets = flagsAndList;

    /// <summary>The octets of the flags and of the list, to be forwarded untouched.</summary>
    public ReadOnlySpan<byte> Octets => _octets.IsEmpty ? "\0\0"u8 : _octets;

    /// <summary>Which properties there are.</summary>
    public BasicPropertyFlags Flags => (BasicPropertyFlags)BinaryPrimitives.ReadUInt16BigEndian(Octets) & Known;

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => Flags == BasicPropertyFlags.None;

    /// <summary>Whether a property is there.</summary>
    public bool Has(BasicPropertyFlags property) => (Flags & property) != 0;

    /// <summary>Looks at everything in it.</summary>
    /// <exception cref="AmqpConnectionException">The list is malformed, has octets too many, or tables nested deeper than 64 (502).</exception>
    public void Validate()
    {
        ArgumentReader reader = new(Octets);
        SkipTo(ref reader, BasicPropertyFlags.None);
        reader.End();
        Headers.Validate();
    }

    // Reads up to the value of a property that is there; None reads the whole list.
    private static void SkipTo(ref ArgumentReader reader, BasicPropertyFlags property)
    {
        int rest = ReadFlags(ref reader) & (int)Known;
        while (rest != 0 && rest >= 2 * (int)property)
        {
            int highest = 1 << BitOperations.Log2((uint)rest);
            Skip(ref reader, (BasicPropertyFlags)highest);
            rest &= ~highest;
        }
    }

    // The lowest bit of the flags says that another sixteen follow. Class basic has no property there.
    private static ushort ReadFlags(ref ArgumentReader reader)
    {
        ushort flags = reader.ReadShort();
        for (ushort more = flags; (more & Continuation) != 0;)
        {
            more = reader.ReadShort();
            if ((more & ~Continuation) != 0)
            {
                throw WireError.Syntax("a property that class basic does not have");
            }
        }

        return flags;
    }

    /// <summary>The value of a property, octet by octet as it stands on the wire; none when it is absent.</summary>
    /// <param name="property">The property.</param>
    public ReadOnlySpan<byte> OctetsOf(BasicPropertyFlags property)
    {
        if (!Has(property))
        {
            return default;
        }

        ArgumentReader reader = At(property);
        ReadOnlySpan<byte> rest = Octets[^reader.Remaining..];
        Skip(ref reader, property);
        return rest[..^reader.Remaining];
    }

    private static void Skip(ref ArgumentReader reader, BasicPropertyFlags property)
    {
        switch (property)
        {
            case BasicPropertyFlags.Headers:
                reader.ReadTable();
                break;
            case BasicPropertyFlags.DeliveryMode or BasicPropertyFlags.Priority:
                reader.ReadOctet();
                break;
            case BasicPropertyFlags.Timestamp:
                reader.ReadLongLong();
                break;
            default:
                reader.ReadShortString();
                break;
        }
    }

    private ArgumentReader At(BasicPropertyFlags property)
    {
        ArgumentReader reader = new(Octets);
        SkipTo(ref reader, property);
        return reader;
    }

    private ShortString ShortStringAt(BasicPropertyFlags property) => Has(property) ? At(property).ReadShortString() : default;
}
