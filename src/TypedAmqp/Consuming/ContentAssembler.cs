using TypedAmqp.Protocol;

namespace TypedAmqp.Consuming;

/// <summary>
/// Puts the frames of a content together: the method was read, then come the header and as many body frames as it takes. One a channel; read loop
/// only. Section 4.2.6 of the specification.
/// </summary>
internal sealed class ContentAssembler(int maxBodySize)
{
    private enum Expected
    {
        Method,
        Header,
        Body,
    }

    private Expected _expected;
    private DeliveryWriter? _writer;
    private ulong _tag;
    private bool _redelivered;
    private byte _exchangeLength;
    private byte _keyLength;
    private int _propertiesLength;
    private int _bodyLength;
    private int _missing;

    /// <summary>Whether a content has begun and is not complete: no method may come now.</summary>
    public bool IsOpen => _expected != Expected.Method;

    /// <summary>The method of a content was read.</summary>
    public void Begin(DeliveryWriter writer, ReadOnlySpan<byte> exchange, ReadOnlySpan<byte> routingKey, ulong tag = 0, bool redelivered = false)
    {
        _writer = writer;
        _tag = tag;
        _redelivered = redelivered;
        _exchangeLength = (byte)exchange.Length;
        _keyLength = (byte)routingKey.Length;
        writer.Begin();
        Span<byte> names = writer.Append(exchange.Length + routingKey.Length);
        exchange.CopyTo(names);
        routingKey.CopyTo(names[exchange.Length..]);
        _expected = Expected.Header;
    }

    /// <summary>Reads the content header.</summary>
    /// <returns>Whether the content is complete, because its body is empty.</returns>
    /// <exception cref="AmqpConnectionException">No header is expected, or the body is too large.</exception>
    public bool OnHeader(ReadOnlySpan<byte> payload)
    {
        if (_expected != Expected.Header)
        {
            throw new AmqpConnectionException(ReplyCode.UnexpectedFrame, "A content header came where none is expected.");
        }

        ContentHeader header = ContentHeader.Read(payload);
        if (header.BodySize > (ulong)maxBodySize)
        {
            throw new AmqpConnectionException(
                ReplyCode.ResourceError,
                $"A message of {header.BodySize} octets came, and MaxBodySize allows {maxBodySize}: raise it in the connection's options.");
        }

        ReadOnlySpan<byte> properties = header.Properties.Octets;
        _propertiesLength = properties.Length;
        _bodyLength = (int)header.BodySize;
        _missing = _bodyLength;
        _writer!.Reserve(properties.Length + _bodyLength);
        properties.CopyTo(_writer.Append(properties.Length));
        _expected = _missing == 0 ? Expected.Method : Expected.Body;
        return _missing == 0;
    }

    /// <summary>Reads a body frame.</summary>
    /// <returns>Whether the content is complete.</returns>
    /// <exception cref="AmqpConnectionException">No body is expected, or more than the header said.</exception>
    public bool OnBody(in Frame frame)
    {
        if (_expected != Expected.Body || frame.Length > _missing)
        {
            throw new AmqpConnectionException(
                ReplyCode.UnexpectedFrame,
                $"A body frame of {frame.Length} octets came where {(_expected == Expected.Body ? _missing : 0)} are missing.");
        }

        frame.CopyTo(_writer!.Append(frame.Length));
        _missing -= frame.Length;
        if (_missing > 0)
        {
            return false;
        }

        _expected = Expected.Method;
        return true;
    }

    /// <summary>The complete content.</summary>
    public DeliveryEntry End() => _writer!.End(_exchangeLength, _keyLength, _propertiesLength, _bodyLength, _tag, _redelivered);

    /// <summary>The complete content, in memory of its own, as an entry that nobody needs to release.</summary>
    public DeliveryEntry EndUnshared() => new(
        new DeliveryBlock(_writer!.EndCopy(), pool: null), 0, _exchangeLength, _keyLength, _propertiesLength, _bodyLength, _tag, _redelivered);

    /// <summary>The complete content, in memory of its own: exchange, key, properties and body.</summary>
    public byte[] EndCopy(out int exchangeLength, out int keyLength, out int propertiesLength)
    {
        exchangeLength = _exchangeLength;
        keyLength = _keyLength;
        propertiesLength = _propertiesLength;
        return _writer!.EndCopy();
    }
}
