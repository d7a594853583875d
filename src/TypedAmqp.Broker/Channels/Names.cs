using System.Text.Unicode;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>
/// Names and keys that the broker keeps as text. Octets that are not UTF-8 would come out as others, and messages go astray: they are refused.
/// Messages themselves may carry whatever they like.
/// </summary>
internal static class Names
{
    /// <summary>A name, or a key, as text.</summary>
    /// <exception cref="AmqpConnectionException">540: it is not UTF-8.</exception>
    public static string Text(this ShortString name, MethodId method) => Utf8.IsValid(name.Octets) ? name.ToString() : throw NotUtf8(name, method);

    /// <summary>Arguments, whose names are text.</summary>
    /// <exception cref="AmqpConnectionException">540: one is not UTF-8.</exception>
    public static FieldTable Decode(this FieldTableView arguments, MethodId method)
    {
        Check(arguments, method);
        return arguments.ToFieldTable();
    }

    private static void Check(FieldTableView table, MethodId method)
    {
        foreach (FieldView field in table)
        {
            if (!Utf8.IsValid(field.Name.Octets))
            {
                throw NotUtf8(field.Name, method);
            }

            Check(field.Value, method);
        }
    }

    private static void Check(FieldValueView value, MethodId method)
    {
        if (value.TryGetTable(out FieldTableView table))
        {
            Check(table, method);
        }
        else if (value.TryGetArray(out FieldArrayView array))
        {
            foreach (FieldValueView element in array)
            {
                Check(element, method);
            }
        }
    }

    private static AmqpConnectionException NotUtf8(ShortString name, MethodId method) => Refusal.Connection(
        ReplyCode.NotImplemented, $"the name {ErlangText.OfOctets(name.Octets)} is not UTF-8; send names and keys as UTF-8", method);
}
