using System.Buffers.Text;
using System.Globalization;

namespace TypedAmqp.Rpc;

/// <summary>Correlation ids as they travel: 16 hexadecimal digits, always, so that they can be written into prepared octets.</summary>
internal static class CorrelationId
{
    private const int Digits = 16;

    /// <summary>Stands where the id will be. No other property holds it: they are written by the compiler.</summary>
    public const string Placeholder = "################";

    public static ReadOnlySpan<byte> PlaceholderOctets => "################"u8;

    public static void Format(ulong id, Span<byte> octets) => id.TryFormat(octets[..Digits], out _, "x16", CultureInfo.InvariantCulture);

    public static bool TryParse(ReadOnlySpan<byte> octets, out ulong id)
    {
        id = 0;
        return octets.Length == Digits && Utf8Parser.TryParse(octets, out id, out int consumed, 'x') && consumed == Digits;
    }
}
