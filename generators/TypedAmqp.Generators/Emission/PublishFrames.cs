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
    public static IEnumerable<string> Lines(string exchange, RouteModel route)
    {
        byte[]? octets = Encode(exchange, route);
        for (int start = 0; start < octets?.Length; start += OctetsPerLine)
        {
            yield return string.Join(", ", octets.Skip(start).Take(OctetsPerLine).Select(Hexadecimal)) + ",";
        }
    }

    /// <summary>What the octets say, for people.</summary>
    public static string Describe(RouteModel route)
    {
        PublishOptionsModel options = route.Options;
        string mandatory = options.Mandatory ? ", mandatory" : "";
        string priority = options.Priority is long level ? $", priority {Number(level)}" : "";
        string expiration = options.ExpirationMilliseconds is long life ? $", expiration {Number(life)} ms" : "";
        string delay = options.DelayMilliseconds is long wait ? $", x-delay {Number(wait)} ms" : "";
        string mode = options.Persistent ? "2" : "1";
        return $"basic.publish{mandatory}; {ContentType(route.Message.Format)}, delivery mode {mode}{priority}{expiration}{delay}{(options.Confirm ? "" : ", not awaited")}.";
    }

    public static string ContentType(MessageFormat format) => format switch
    {
        MessageFormat.Text => "text/plain",
        MessageFormat.Raw => "application/octet-stream",
        _ => "application/json",
    };

    private static byte[]? Encode(string exchange, RouteModel route)
    {
        byte[] exchangeOctets = Encoding.UTF8.GetBytes(exchange);
        byte[] keyOctets = Encoding.UTF8.GetBytes(route.Key.Constant ?? "");
        byte[] typeOctets = Encoding.UTF8.GetBytes(route.Message.WireName ?? "");
        if (exchangeOctets.Length > 255 || keyOctets.Length > 255 || typeOctets.Length > 255)
        {
            return null;
        }

        // Class basic (60), method publish (40), a reserved short, exchange, routing key, then the bits mandatory and immediate.
        List<byte> method = [0, 60, 0, 40, 0, 0];
        AddShortString(method, exchangeOctets);
        AddShortString(method, keyOctets);
        method.Add((byte)(route.Options.Mandatory ? 1 : 0));

        // Class basic, weight, body size; then the properties.
        List<byte> header = [0, 60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        header.AddRange(Properties(route, typeOctets));
        return [.. Frame(1, method), .. Frame(2, header)];
    }

    /// <summary>Flags and list: content-type is bit 15, headers 13, delivery-mode 12, priority 11, expiration 8, type 5.</summary>
    private static IEnumerable<byte> Properties(RouteModel route, byte[] type)
    {
        PublishOptionsModel options = route.Options;
        int flags = 0x9000;
        List<byte> list = [];
        AddShortString(list, Encoding.UTF8.GetBytes(ContentType(route.Message.Format)));
        if (options.DelayMilliseconds is not null || route.Message.Headers.Count > 0)
        {
            flags |= 0x2000;
            AddHeaders(list, options.DelayMilliseconds);
        }

        list.Add((byte)(options.Persistent ? 2 : 1));
        if (options.Priority is long priority)
        {
            flags |= 0x0800;
            list.Add((byte)priority);
        }

        if (options.ExpirationMilliseconds is long expiration)
        {
            flags |= 0x0100;
            AddShortString(list, Encoding.UTF8.GetBytes(Number(expiration)));
        }

        if (type.Length > 0)
        {
            flags |= 0x0020;
            AddShortString(list, type);
        }

        return [(byte)(flags >> 8), (byte)flags, .. list];
    }

    /// <summary>A table that is empty but for <c>x-delay</c>: what comes from the message follows when it is published.</summary>
    private static void AddHeaders(List<byte> list, long? delay)
    {
        List<byte> fields = [];
        if (delay is long milliseconds)
        {
            AddShortString(fields, Encoding.UTF8.GetBytes("x-delay"));
            fields.Add((byte)'l');
            for (int shift = 56; shift >= 0; shift -= 8)
            {
                fields.Add((byte)(milliseconds >> shift));
            }
        }

        list.AddRange([0, 0, 0, (byte)fields.Count, .. fields]);
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<byte> Frame(byte type, List<byte> payload) =>
        [type, 0, 0, 0, 0, (byte)(payload.Count >> 8), (byte)payload.Count, .. payload, 0xCE];

    private static void AddShortString(List<byte> payload, byte[] octets)
    {
        payload.Add((byte)octets.Length);
        payload.AddRange(octets);
    }

    private static string Hexadecimal(byte octet) => "0x" + octet.ToString("X2", CultureInfo.InvariantCulture);
}
