namespace TypedAmqp.Consuming;

/// <summary>Where the octets of a received message lie: exchange, routing key, properties and body, one after the other.</summary>
internal readonly struct DeliveryEntry(
    DeliveryBlock block, int offset, byte exchangeLength, byte keyLength, int propertiesLength, int bodyLength, ulong tag, bool redelivered)
{
    public readonly DeliveryBlock Block = block;
    public readonly ulong Tag = tag;
    public readonly int Offset = offset;
    public readonly int PropertiesLength = propertiesLength;
    public readonly int BodyLength = bodyLength;
    public readonly byte ExchangeLength = exchangeLength;
    public readonly byte KeyLength = keyLength;
    public readonly bool Redelivered = redelivered;

    /// <summary>What it costs to keep: its octets and this entry.</summary>
    public int Cost => 64 + PropertiesLength + BodyLength;

    public ReadOnlySpan<byte> Exchange => Block.Octets.AsSpan(Offset, ExchangeLength);

    public ReadOnlySpan<byte> RoutingKey => Block.Octets.AsSpan(Offset + ExchangeLength, KeyLength);

    public ReadOnlySpan<byte> Properties => Block.Octets.AsSpan(Offset + ExchangeLength + KeyLength, PropertiesLength);

    public ReadOnlyMemory<byte> Body => Block.Octets.AsMemory(Offset + ExchangeLength + KeyLength + PropertiesLength, BodyLength);
}
