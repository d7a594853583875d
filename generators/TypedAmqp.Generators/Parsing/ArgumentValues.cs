using System.Globalization;
using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Parsing;

/// <summary>Values of attribute arguments as values of AMQP arguments.</summary>
internal static class ArgumentValues
{
    public static long? ToInteger(object? value) => value switch
    {
        int number => number,
        long number => number,
        short number => number,
        byte number => number,
        sbyte number => number,
        ushort number => number,
        uint number => number,
        ulong number when number <= long.MaxValue => (long)number,
        _ => null,
    };

    /// <summary>The argument, or null for a value that an AMQP table does not take from an attribute (null, a type, an array).</summary>
    public static ArgumentModel? Read(string name, TypedConstant constant)
    {
        if (constant.Kind is not (TypedConstantKind.Primitive or TypedConstantKind.Enum))
        {
            return null;
        }

        return constant.Value switch
        {
            string text => Text(name, text),
            char character => Text(name, character.ToString()),
            bool flag => Boolean(name, flag),
            float number => new ArgumentModel(name, ArgumentKind.Number, number.ToString("R", CultureInfo.InvariantCulture)),
            double number => new ArgumentModel(name, ArgumentKind.Number, number.ToString("R", CultureInfo.InvariantCulture)),
            object value when ToInteger(value) is long number => Integer(name, number),
            _ => null,
        };
    }

    public static ArgumentModel Text(string name, string value) => new(name, ArgumentKind.String, value);

    public static ArgumentModel Boolean(string name, bool value) => new(name, ArgumentKind.Boolean, value ? "true" : "false");

    public static ArgumentModel Integer(string name, long value) => new(name, ArgumentKind.Integer, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Those that <c>[Argument]</c> attributes give.</summary>
    public static IEnumerable<ArgumentModel> Read(ISymbol symbol)
    {
        foreach (AttributeReader attribute in symbol.Attributes(MetadataNames.Argument))
        {
            if (attribute.Values.Take(2).ToArray() is [{ Value: string name }, TypedConstant value] && Read(name, value) is ArgumentModel argument)
            {
                yield return argument;
            }
        }
    }

    /// <summary>Sorted, each name once: of two the first stands.</summary>
    public static EquatableArray<ArgumentModel> Normalise(IEnumerable<ArgumentModel> arguments) => arguments
        .GroupBy(static argument => argument.Name, StringComparer.Ordinal)
        .Select(static group => group.First())
        .OrderBy(static argument => argument.Name, StringComparer.Ordinal)
        .ToEquatableArray();
}
