using System.Globalization;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>Values of arguments in reply texts, as RabbitMQ writes them.</summary>
internal static class FieldText
{
    /// <summary>RabbitMQ's name for the type of a value.</summary>
    public static string TypeOf(object? value) => value switch
    {
        null => "void",
        bool => "bool",
        sbyte => "byte",
        byte => "unsignedbyte",
        short => "short",
        ushort => "unsignedshort",
        int => "signedint",
        uint => "unsignedint",
        long => "long",
        float => "float",
        double => "double",
        decimal => "decimal",
        string => "longstr",
        byte[] => "binary",
        DateTimeOffset => "timestamp",
        FieldTable => "table",
        _ => "array",
    };

    /// <summary>The value in words.</summary>
    public static string Of(object? value) => value switch
    {
        null => "undefined",
        bool flag => flag ? "true" : "false",
        string text => text,
        DateTimeOffset time => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => TypeOf(value),
    };

    /// <summary>The value as a whole number, when it is one of whatever width.</summary>
    public static bool TryGetInteger(object? value, out long number)
    {
        (bool isInteger, number) = value switch
        {
            sbyte small => (true, small),
            byte small => (true, small),
            short small => (true, small),
            ushort small => (true, small),
            int middle => (true, middle),
            uint middle => (true, middle),
            long large => (true, large),
            _ => (false, 0L),
        };
        return isInteger;
    }
}
