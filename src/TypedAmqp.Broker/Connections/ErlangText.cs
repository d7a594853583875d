using System.Text;

namespace TypedAmqp.Broker;

/// <summary>Values in reply texts, as Erlang and hence RabbitMQ writes them.</summary>
internal static class ErlangText
{
    // A reply text has no room for more.
    private const int MostOctets = 255;

    /// <summary>Octets: as a text where all of them can be printed, else as numbers.</summary>
    public static string OfOctets(ReadOnlySpan<byte> octets)
    {
        octets = octets[..Math.Min(octets.Length, MostOctets)];
        bool isText = octets.Length > 0 && !octets.ContainsAnyExceptInRange((byte)' ', (byte)'~');
        return isText ? $"<<\"{Encoding.ASCII.GetString(octets)}\">>" : $"<<{string.Join(',', octets.ToArray())}>>";
    }
}
