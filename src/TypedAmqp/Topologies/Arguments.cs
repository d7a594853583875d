using System.Collections.Immutable;
using TypedAmqp.Protocol;

namespace TypedAmqp;

/// <summary>Arguments as descriptors hold them: few, sorted, compared by nobody.</summary>
internal static class Arguments
{
    public static object? Find(this ImmutableArray<KeyValuePair<string, object>> arguments, string name)
    {
        foreach ((string key, object value) in arguments)
        {
            if (key == name)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>The table for the wire, or nothing where there are no arguments.</summary>
    public static FieldTable? ToFieldTable(this ImmutableArray<KeyValuePair<string, object>> arguments)
    {
        if (arguments.IsEmpty)
        {
            return null;
        }

        FieldTable table = [];
        foreach ((string key, object value) in arguments)
        {
            table.Add(key, value);
        }

        return table;
    }
}
