namespace TypedAmqp.Protocol;

/// <summary>
/// A table of names and values as it lies on the wire (section 4.2.5.5 of the specification). Nothing is decoded before it is asked for; a
/// malformed table is noticed then.
/// </summary>
/// <param name="octets">The octets of the pairs, without the length before them.</param>
public readonly ref struct FieldTableView(ReadOnlySpan<byte> octets)
{
    /// <summary>The octets of the pairs, without the length before them.</summary>
    public ReadOnlySpan<byte> Octets { get; } = octets;

    /// <summary>Whether there are no pairs.</summary>
    public bool IsEmpty => Octets.IsEmpty;

    /// <summary>The octets it takes on the wire, its length included.</summary>
    public int Size => 4 + Octets.Length;

    /// <summary>Encodes a table; null is an empty one.</summary>
    /// <exception cref="ArgumentException">A value in it cannot be encoded.</exception>
    public static implicit operator FieldTableView(FieldTable? table) => new(table is null ? default : table.Encode());

    /// <summary>The pairs, in their order.</summary>
    public Enumerator GetEnumerator() => new(Octets);

    /// <summary>The value of a name; the first one where there are several, as in RabbitMQ.</summary>
    /// <exception cref="AmqpConnectionException">The table is malformed (502).</exception>
    public bool TryGet(ReadOnlySpan<byte> name, out FieldValueView value)
    {
        foreach (FieldView field in this)
        {
            if (field.Name.Octets.SequenceEqual(name))
            {
                value = field.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>Decodes everything in it; of several values of one name the first one counts, as in RabbitMQ.</summary>
    /// <exception cref="AmqpConnectionException">The table is malformed, or nested deeper than 64 (502).</exception>
    public FieldTable ToFieldTable() => ToFieldTable(FieldTable.MaxDepth);

    /// <summary>Looks at everything in it.</summary>
    /// <exception cref="AmqpConnectionException">The table is malformed, or nested deeper than 64 (502).</exception>
    public void Validate() => Validate(FieldTable.MaxDepth);

    internal FieldTable ToFieldTable(int depth)
    {
        FieldTable table = [];
        foreach (FieldView field in this)
        {
            table.TryAddDecoded(field.Name.ToString(), field.Value.ToObject(depth));
        }

        return table;
    }

    internal void Validate(int depth)
    {
        foreach (FieldView field in this)
        {
            field.Value.Validate(depth);
        }
    }

    /// <summary>Goes through the pairs of a table.</summary>
    public ref struct Enumerator
    {
        private ArgumentReader _reader;

        internal Enumerator(ReadOnlySpan<byte> octets) => _reader = new ArgumentReader(octets);

        /// <summary>The pair.</summary>
        public FieldView Current { get; private set; }

        /// <summary>Goes to the next pair.</summary>
        /// <exception cref="AmqpConnectionException">The table is malformed (502).</exception>
        public bool MoveNext()
        {
            if (_reader.Remaining == 0)
            {
                return false;
            }

            Current = new FieldView(_reader.ReadShortString(), FieldValueView.Read(ref _reader));
            return true;
        }
    }
}
