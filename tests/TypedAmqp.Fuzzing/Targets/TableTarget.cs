using TypedAmqp.Fuzzing.Input;
using TypedAmqp.Protocol;

namespace TypedAmqp.Fuzzing.Targets;

/// <summary>Tables: what was decoded and encoded again decodes as the same.</summary>
internal sealed class TableTarget : FuzzTarget
{
    public override string Name => "tables";

    public override byte[] Generate(DeterministicRandom random) =>
        random.Next(4) == 0 ? Golden.Table : RandomValues.Table(random).Encode();

    public override void Run(byte[] octets, DeterministicRandom random) => Check(new FieldTableView(octets));

    /// <summary>Looks at a table in all ways there are.</summary>
    public static void Check(FieldTableView view)
    {
        view.TryGet("x"u8, out _);
        view.Validate();
        FieldTable table = view.ToFieldTable();
        if (HasOnlyUtf8Names(view))
        {
            byte[] encoded = table.Encode();
            FieldTableView again = new(encoded);
            again.Validate();
            Require(encoded.AsSpan().SequenceEqual(again.ToFieldTable().Encode()), "A table changes when it is decoded and encoded again.");
        }
    }

    // A name that is no UTF-8 is replaced where it is shown, and may then be too long to be written.
    private static bool HasOnlyUtf8Names(FieldTableView view)
    {
        foreach (FieldView field in view)
        {
            if (!HasOnlyUtf8Names(field))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HasOnlyUtf8Names(FieldView field) =>
        System.Text.Unicode.Utf8.IsValid(field.Name.Octets) && HasOnlyUtf8Names(field.Value);

    private static bool HasOnlyUtf8Names(FieldValueView value)
    {
        if (value.TryGetTable(out FieldTableView table))
        {
            return HasOnlyUtf8Names(table);
        }

        if (value.TryGetArray(out FieldArrayView array))
        {
            foreach (FieldValueView element in array)
            {
                if (!HasOnlyUtf8Names(element))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
