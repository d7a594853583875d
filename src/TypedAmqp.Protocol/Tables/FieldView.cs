namespace TypedAmqp.Protocol;

/// <summary>A name and a value of a table, as they lie on the wire.</summary>
public readonly ref struct FieldView
{
    internal FieldView(ShortString name, FieldValueView value)
    {
        Name = name;
        Value = value;
    }

    /// <summary>The name.</summary>
    public ShortString Name { get; }

    /// <summary>The value.</summary>
    public FieldValueView Value { get; }
}
