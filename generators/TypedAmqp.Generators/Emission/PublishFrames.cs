using System.Globalization;
using System.Text;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Emission;

/// <summary>
/// The octets that are the same for every message of a route: the frames of <c>basic.publish</c> and of the content header, with channel and body
/// size zero, and the key empty where it comes from the message. AMQP 0-9-1, sections 4.2.3 and 4.2.6.
/// </summary>
internal static class PublishFrames
{
    private const int OctetsPerLine = 16;

    /// <summary>The octets as lines of a collection expression; none when a name is too long for the wire, which is an error elsewhere.</summary>
    public static IEnumerable<string> Lines(string exchange, string? constantKey, MessageModel message, bool persistent, bool mandatory)
    {
        byte[]? octets = Encode(exchange, constantKey, message, persistent, mandatory);
        for (int start = 0; start < octets?.Length; start += OctetsPerLine)
        {
            yield return string.Join(", ", octets.Skip(start).Take(OctetsPerLine).Select(Hexadecimal)) + ",";
        }
    }

    public static string ContentType(MessageFormat format) => format switch
    {
        MessageFormat.Text => "text/plain",
        MessageFormat.Raw => "application/octet-stream",
        _ => "application/json",
    };

    private static byte[]? Encode(string exchange, string? constantKey, MessageModel message, bool persistent, bool mandatory)
    {
        byte[] exchangeOctets = Encoding.UTF8.GetBytes(exchange);
        byte[] keyOctets = Encoding.UTF8.GetBytes(constantKey ?? "");
        byte[] typeOctets = Encoding.UTF8.GetBytes(message.WireName ?? "");
        if (exchangeOctets.Length > 255 || keyOctets.Length > 255 || typeOctets.Length > 255)
        {
            return null;
        }

        // Class basic (60), method publish (40), a reserved short, exchange, routing key, then the bits mandatory and immediate.
        List<byte> method = [0, 60, 0, 40, 0, 0];
        AddShortString(method, exchangeOctets);
        AddShortString(method, keyOctets);
        method.Add((byte)(mandatory ? 1 : 0));

        // Class basic, weight, body size; then content-type (bit 15), delivery-mode (bit 12) and type (bit 5).
        List<byte> header = [0, 60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        header.Add(0x90);
        header.Add((byte)(typeOctets.Length > 0 ? 0x20 : 0));
        AddShortString(header, Encoding.UTF8.GetBytes(ContentType(message.Format)));
        header.Add((byte)(persistent ? 2 : 1));
        if (typeOctets.Length > 0)
        {
            AddShortString(header, typeOctets);
        }

        return [.. Frame(1, method), .. Frame(2, header)];
    }

    private static IEnumerable<byte> Frame(byte type, List<byte> payload) =>
        [type, 0, 0, 0, 0, (byte)(payload.Count >> 8), (byte)payload.Count, .. payload, 0xCE];

    private static void AddShortString(List<byte> payload, byte[] octets)
    {
        payload.Add((byte)octets.Length);
        payload.AddRange(octets);
    }

    private static string Hexadecimal(byte octet) => "0x" + octet.ToString("X2", CultureInfo.InvariantCulture);
}
