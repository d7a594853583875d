using System.Buffers.Binary;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>
/// When two header values are equal, as RabbitMQ has it: by value, not by type. Whole numbers of any width, times and floating-point numbers are
/// numbers; strings and octets are octets.
/// </summary>
internal static class HeaderValue
{
    public static bool AreEqual(in FieldValueView left, in FieldValueView right)
    {
        if (TryGetWhole(left, out long leftWhole))
        {
            return TryGetWhole(right, out long rightWhole)
                ? leftWhole == rightWhole
                : TryGetFloating(right, out double rightFloating) && AreEqual(leftWhole, rightFloating);
        }

        if (TryGetFloating(left, out double leftFloating))
        {
            return TryGetWhole(right, out long rightWhole)
                ? AreEqual(rightWhole, leftFloating)
                : TryGetFloating(right, out double rightFloating) && leftFloating == rightFloating;
        }

        return KindOf(left.Type) == KindOf(right.Type) && left.Octets.SequenceEqual(right.Octets);
    }

    // Exactly: a large whole number has no floating-point neighbour that it would be rounded to.
    private static bool AreEqual(long whole, double floating) =>
        Math.Floor(floating) == floating && floating is >= long.MinValue and < long.MaxValue && (long)floating == whole;

    private static bool TryGetWhole(in FieldValueView value, out long whole)
    {
        if (value.Type == FieldType.Timestamp)
        {
            whole = BinaryPrimitives.ReadInt64BigEndian(value.Octets);
            return true;
        }

        return value.TryGetInteger(out whole);
    }

    private static bool TryGetFloating(in FieldValueView value, out double floating)
    {
        (bool isFloating, floating) = value.Type switch
        {
            FieldType.Single => (true, BinaryPrimitives.ReadSingleBigEndian(value.Octets)),
            FieldType.Double => (true, BinaryPrimitives.ReadDoubleBigEndian(value.Octets)),
            _ => (false, 0.0),
        };
        return isFloating;
    }

    // Strings and octets are alike, and so are tables and arrays as far as their octets can be.
    private static FieldType KindOf(FieldType type) => type switch
    {
        FieldType.Octets => FieldType.String,
        FieldType.Table => FieldType.Array,
        _ => type,
    };
}
