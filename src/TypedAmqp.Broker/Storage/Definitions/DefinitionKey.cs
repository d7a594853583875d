namespace TypedAmqp.Broker;

/// <summary>The name of a definition. Two are equal when their octets are.</summary>
internal readonly struct DefinitionKey(DefinitionKind kind, byte[] octets) : IEquatable<DefinitionKey>
{
    public DefinitionKind Kind { get; } = kind;

    public byte[] Octets { get; } = octets;

    public bool Equals(DefinitionKey other) => Kind == other.Kind && Octets.AsSpan().SequenceEqual(other.Octets);

    public override bool Equals(object? obj) => obj is DefinitionKey other && Equals(other);

    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.Add(Kind);
        hash.AddBytes(Octets);
        return hash.ToHashCode();
    }
}
