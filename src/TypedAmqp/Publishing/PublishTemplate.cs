using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using TypedAmqp.Connections;
using TypedAmqp.Protocol;
using TypedAmqp.Publishing;

namespace TypedAmqp;

/// <summary>
/// The octets that are the same for every message of a route: the frames of <c>basic.publish</c> and of the content header, with slots for
/// channel, routing key, headers and body size. Publishing copies them around the body.
/// </summary>
/// <remarks>
/// <code>
/// [1 channel size | 60 40 | 0 | exchange | routing key | flags | CE] [2 channel size | 60 0 | body size | property flags, list | CE]
/// </code>
/// Immutable, and good for any number of channels at once. Section 4.2.6 of the specification.
/// </remarks>
public sealed class PublishTemplate
{
    private const int FrameHeader = 7;
    private const int ExchangeOffset = FrameHeader + 4 + 2;
    private const int MandatoryFlag = 1;

    /// <summary>Where the property flags lie in the frame of the content header, and in their first octet that of the headers.</summary>
    private const int FlagsInFrame = FrameHeader + 12;
    private const byte HeadersFlag = 0x20;

    /// <summary>basic.publish with an empty exchange and key.</summary>
    private const int ShortestFrame = ExchangeOffset + 3 + 1;

    private const byte FrameEnd = 0xCE;

    private readonly byte[] _octets;
    private readonly int _keyOffset;
    private readonly int _headerOffset;
    private readonly int _tableOffset;
    private readonly bool _hasTable;

    /// <summary>Builds a template from its parts.</summary>
    /// <param name="exchange">The exchange; empty for the default exchange.</param>
    /// <param name="properties">The properties of every message, or null for none.</param>
    /// <param name="mandatory">Whether a message that no queue takes is to be returned.</param>
    /// <param name="routingKey">The constant routing key, or null when each publish gives its own.</param>
    /// <exception cref="ArgumentException">The exchange or key is longer than 255 octets in UTF-8.</exception>
    public PublishTemplate(string exchange, BasicProperties? properties = null, bool mandatory = true, string? routingKey = null)
        : this(Encode(exchange, properties, mandatory, routingKey), routingKey is not null)
    {
    }

    /// <summary>Takes the two frames as they are, for instance as a compiler emitted them, with channel and body size zero.</summary>
    /// <param name="octets">The frame of <c>basic.publish</c> and that of the content header.</param>
    /// <param name="hasConstantKey">Whether the key in the octets is that of every message; otherwise it is empty, a slot.</param>
    /// <exception cref="ArgumentException">The octets are not these two frames.</exception>
    public PublishTemplate(ReadOnlySpan<byte> octets, bool hasConstantKey)
        : this(octets.ToArray(), hasConstantKey)
    {
    }

    /// <summary>Takes octets that their owner may change between two publishes, such as a correlation id in their properties.</summary>
    internal static PublishTemplate Own(byte[] octets, bool hasConstantKey) => new(octets, hasConstantKey);

    private PublishTemplate(byte[] octets, bool hasConstantKey)
    {
        _octets = octets;
        HasConstantKey = hasConstantKey;
        _headerOffset = FrameLength(octets, 0, (byte)FrameType.Method, MethodId.BasicPublish);
        if (_headerOffset + FrameLength(octets, _headerOffset, (byte)FrameType.Header, (MethodId)(60u << 16)) != octets.Length)
        {
            throw NotATemplate();
        }

        _keyOffset = ExchangeOffset + 1 + octets[ExchangeOffset];
        if (_keyOffset >= _headerOffset || _keyOffset + 1 + octets[_keyOffset] + 2 != _headerOffset || (!hasConstantKey && octets[_keyOffset] != 0))
        {
            throw NotATemplate();
        }

        _tableOffset = FindTable(octets, _headerOffset + FlagsInFrame);
        _hasTable = (octets[_headerOffset + FlagsInFrame] & HeadersFlag) != 0;
    }

    /// <summary>The same route, with other names.</summary>
    internal PublishTemplate With(string exchange, string constantKey)
    {
        ArrayBufferWriter<byte> octets = new();
        FrameWriter.WriteMethod(octets, 0, new BasicPublish { Exchange = exchange, RoutingKey = constantKey, Mandatory = Mandatory });
        return new PublishTemplate([.. octets.WrittenSpan, .. _octets.AsSpan(_headerOffset)], HasConstantKey) { AwaitsConfirm = AwaitsConfirm };
    }

    /// <summary>The same route, whose publishes wait for their confirm, or do not.</summary>
    internal PublishTemplate Awaiting(bool confirm) => new(_octets, HasConstantKey) { AwaitsConfirm = confirm };

    /// <summary>Whether the routing key is part of the template, so that a publish gives none.</summary>
    public bool HasConstantKey { get; }

    /// <summary>Whether a publish waits for its confirm, on a channel that has them.</summary>
    internal bool AwaitsConfirm { get; private init; } = true;

    /// <summary>Whether a message that no queue takes is returned.</summary>
    public bool Mandatory => (_octets[_headerOffset - 2] & MandatoryFlag) != 0;

    /// <summary>The exchange; empty for the default exchange.</summary>
    public string Exchange => Encoding.UTF8.GetString(ExchangeOctets);

    internal ReadOnlySpan<byte> ExchangeOctets => _octets.AsSpan(ExchangeOffset + 1, _octets[ExchangeOffset]);

    internal ReadOnlySpan<byte> ConstantKeyOctets => _octets.AsSpan(_keyOffset + 1, _octets[_keyOffset]);

    /// <summary>Property flags and list of the content header.</summary>
    internal ReadOnlySpan<byte> PropertyOctets => _octets.AsSpan((_headerOffset + FlagsInFrame)..^1);

    /// <summary>Checks what a publish with this template gives as its key.</summary>
    /// <exception cref="ArgumentException">The key is longer than 255 octets, or given although it is constant.</exception>
    internal void CheckKey(ReadOnlySpan<byte> routingKey)
    {
        if (routingKey.Length > byte.MaxValue || (HasConstantKey && routingKey.Length > 0))
        {
            ThrowBadKey(routingKey);
        }
    }

    /// <summary>
    /// Checks the properties of a publish with this template, with what it adds to the headers: a broker closes the connection for one that is too
    /// long.
    /// </summary>
    /// <exception cref="ArgumentException">The content header would not fit into one frame.</exception>
    internal void CheckHeaders(ReadOnlySpan<byte> headers, int maxFramePayload)
    {
        int octets = HeaderPayload + AddedBy(headers);
        if (octets > maxFramePayload)
        {
            ThrowBadHeaders(octets, maxFramePayload);
        }
    }

    /// <summary>Writes a message. All sizes are known beforehand: a body within one frame takes one span.</summary>
    internal void Write(OutputBuffer output, ushort channel, in OutgoingMessage message, int maxFramePayload)
    {
        ReadOnlySpan<byte> routingKey = message.RoutingKey.Span;
        ReadOnlySpan<byte> headers = message.Headers.Span;
        ReadOnlySpan<byte> body = message.Body.Span;
        int first = Math.Min(body.Length, maxFramePayload);
        int head = _octets.Length + routingKey.Length + AddedBy(headers);
        int total = head + (first > 0 ? first + FrameHeader + 1 : 0);
        Span<byte> span = output.GetSpan(total);
        WriteHead(span, channel, routingKey, headers, body.Length);
        if (first > 0)
        {
            WriteBodyFrame(span[head..], channel, body[..first]);
        }

        output.Advance(total);
        for (int at = first; at < body.Length; at += first)
        {
            first = Math.Min(body.Length - at, maxFramePayload);
            WriteBodyFrame(output.GetSpan(first + FrameHeader + 1), channel, body.Slice(at, first));
            output.Advance(first + FrameHeader + 1);
        }
    }

    private int HeaderPayload => _octets.Length - _headerOffset - FrameHeader - 1;

    private void WriteHead(Span<byte> span, ushort channel, ReadOnlySpan<byte> routingKey, ReadOnlySpan<byte> headers, int bodySize)
    {
        int shift = routingKey.Length;
        if (shift == 0)
        {
            _octets.CopyTo(span);
        }
        else
        {
            _octets.AsSpan(0, _keyOffset).CopyTo(span);
            span[_keyOffset] = (byte)shift;
            routingKey.CopyTo(span[(_keyOffset + 1)..]);
            _octets.AsSpan(_keyOffset + 1).CopyTo(span[(_keyOffset + 1 + shift)..]);
            BinaryPrimitives.WriteInt32BigEndian(span[3..], _headerOffset - FrameHeader - 1 + shift);
        }

        Span<byte> header = span[(_headerOffset + shift)..];
        BinaryPrimitives.WriteUInt16BigEndian(span[1..], channel);
        BinaryPrimitives.WriteUInt16BigEndian(header[1..], channel);
        BinaryPrimitives.WriteUInt64BigEndian(header[(FrameHeader + 4)..], (ulong)bodySize);
        if (!headers.IsEmpty)
        {
            InsertHeaders(header, headers);
        }
    }

    /// <summary>What fields make the frame of the content header longer by: they, and their table where the template has none.</summary>
    private int AddedBy(ReadOnlySpan<byte> headers) => headers.IsEmpty || _hasTable ? headers.Length : sizeof(int) + headers.Length;

    /// <summary>Puts fields behind those that the table of the template has, or into a table of their own.</summary>
    private void InsertHeaders(Span<byte> header, ReadOnlySpan<byte> headers)
    {
        int length = _hasTable ? BinaryPrimitives.ReadInt32BigEndian(_octets.AsSpan(_tableOffset)) : 0;
        int end = _hasTable ? _tableOffset + sizeof(int) + length : _tableOffset;
        Span<byte> table = header[(_tableOffset - _headerOffset)..];
        Span<byte> rest = table[(sizeof(int) + length)..];
        headers.CopyTo(rest);
        _octets.AsSpan(end).CopyTo(rest[headers.Length..]);
        BinaryPrimitives.WriteInt32BigEndian(header[3..], HeaderPayload + AddedBy(headers));
        BinaryPrimitives.WriteInt32BigEndian(table, length + headers.Length);
        header[FlagsInFrame] |= HeadersFlag;
    }

    private static void WriteBodyFrame(Span<byte> span, ushort channel, ReadOnlySpan<byte> payload)
    {
        span[0] = (byte)FrameType.Body;
        BinaryPrimitives.WriteUInt16BigEndian(span[1..], channel);
        BinaryPrimitives.WriteInt32BigEndian(span[3..], payload.Length);
        payload.CopyTo(span[FrameHeader..]);
        span[FrameHeader + payload.Length] = FrameEnd;
    }

    private static byte[] Encode(string exchange, BasicProperties? properties, bool mandatory, string? routingKey)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        ArrayBufferWriter<byte> octets = new();
        FrameWriter.WriteMethod(octets, 0, new BasicPublish { Exchange = exchange, RoutingKey = routingKey ?? "", Mandatory = mandatory });
        FrameWriter.WriteHeader(octets, 0, 0, properties ?? BasicProperties.Empty);
        return octets.WrittenSpan.ToArray();
    }

    /// <summary>Where the table of headers begins, or would. Before it there can be content-type and content-encoding.</summary>
    private static int FindTable(ReadOnlySpan<byte> octets, int flagsOffset)
    {
        int flags = BinaryPrimitives.ReadUInt16BigEndian(octets[flagsOffset..]);
        int at = flagsOffset + sizeof(ushort);
        at += (flags & 0x8000) != 0 ? 1 + octets[at] : 0;
        return at + ((flags & 0x4000) != 0 ? 1 + octets[at] : 0);
    }

    private static int FrameLength(ReadOnlySpan<byte> octets, int offset, byte type, MethodId id)
    {
        if (octets.Length < offset + FrameHeader + 4 || octets[offset] != type)
        {
            throw NotATemplate();
        }

        int length = FrameHeader + BinaryPrimitives.ReadInt32BigEndian(octets[(offset + 3)..]) + 1;
        bool fits = length >= ShortestFrame && offset + length <= octets.Length && octets[offset + length - 1] == FrameEnd;
        return fits && BinaryPrimitives.ReadUInt32BigEndian(octets[(offset + FrameHeader)..]) == (uint)id ? length : throw NotATemplate();
    }

    private static void ThrowBadKey(ReadOnlySpan<byte> routingKey) => throw new ArgumentException(
        routingKey.Length > byte.MaxValue
            ? $"The routing key has {routingKey.Length} octets, and 255 are possible."
            : "The template has a constant routing key: the publish gives none.",
        nameof(routingKey));

    private static void ThrowBadHeaders(int octets, int maxFramePayload) => throw new ArgumentException(
        $"The properties and headers of the message take {octets} octets, and have to fit into one frame of {maxFramePayload}: make them shorter, or let the broker have a greater frame_max.");

    private static ArgumentException NotATemplate() =>
        new("The octets are not a frame of basic.publish and a frame of its content header.");
}
