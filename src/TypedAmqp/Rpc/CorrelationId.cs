using System.Buffers.Text;
using System.Globalization;
using System.Text;
using TypedAmqp.Protocol;

namespace TypedAmqp.Rpc;

/// <summary>
/// Correlation ids as they travel: 16 hexadecimal digits that tell callers apart and 16 that tell their calls apart, always, so that they can be
/// written into prepared octets.
/// </summary>
internal static class CorrelationId
{
    private const int Digits = 16;

    /// <summary>Stands where the id will be. No other property holds it: they are written by the compiler.</summary>
    public const string Placeholder = "################################";

    public static ReadOnlySpan<byte> PlaceholderOctets => "################################"u8;

    public static void Format(ulong caller, ulong id, Span<byte> octets)
    {
        caller.TryFormat(octets[..Digits], out _, "x16", CultureInfo.InvariantCulture);
        id.TryFormat(octets[Digits..(2 * Digits)], out _, "x16", CultureInfo.InvariantCulture);
    }

    public static string Text(ulong caller, ulong id) => string.Create(CultureInfo.InvariantCulture, $"{caller:x16}{id:x16}");

    /// <summary>Any caller's id as a text, a character an octet: it need not be UTF-8, and ids that differ stay different.</summary>
    public static string TextOf(ShortString id) => Encoding.Latin1.GetString(id.Octets);

    /// <summary>Reads the id of a call of this caller.</summary>
    public static bool TryParse(ReadOnlySpan<byte> octets, ulong caller, out ulong id)
    {
        id = 0;
        return octets.Length == 2 * Digits
            && TryParse(octets[..Digits], out ulong of)
            && of == caller
            && TryParse(octets[Digits..], out id);
    }

    private static bool TryParse(ReadOnlySpan<byte> octets, out ulong number) =>
        Utf8Parser.TryParse(octets, out number, out int consumed, 'x') && consumed == Digits;
}
