namespace TypedAmqp.Protocol;

/// <summary>An array of values as it lies on the wire. Nothing is decoded before it is asked for.</summary>
/// <param name="octets">The octets of the values, without the length before them.</param>
public readonly ref struct FieldArrayView(ReadOnlySpan<byte> octets)
{
    /// <summary>The octets of the values, without the length before them.</summary>
    public ReadOnlySpan<byte> Octets { get; } = octets;

    /// <summary>The values, in their order.</summary>
    public Enumerator GetEnumerator() => new(Octets);

    internal List<object?> ToList(int depth)
    {
        List<object?> values = [];
        foreach (FieldValueView value in this)
        {
            values.Add(value.ToObject(depth));
        }

        return values;
    }

    internal void Validate(int depth)
    {
        foreach (FieldValueView value in this)
        {
            value.Validate(depth);
        }
    }

    /// <summary>Goes through the values of an array.</summary>
    public ref struct Enumerator
    {
        private ArgumentReader _reader;

        internal Enumerator(ReadOnlySpan<byte> octets) => _reader = new ArgumentReader(octets);

        /// <summary>The value.</summary>
        public FieldValueView Current { get; private set; }

        /// <summary>Goes to the next value.</summary>
        /// <exception cref="AmqpConnectionException">The array is malformed (502).</exception>
        public bool MoveNext()
        {
            if (_reader.Remaining == 0)
            {
                return false;
            }

            Current = FieldValueView.Read(ref _reader);
            return true;
        }
    }
}
