using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace TypedAmqp.Tool.Brokers;

/// <summary>Reads the value of <c>--listen</c> and of <c>--management</c>.</summary>
internal static class ListenAddress
{
    /// <summary>The address and port; where it is none, the error is in the result.</summary>
    public static IPEndPoint Parse(string value, ArgumentResult result, string option = "--listen", int examplePort = 5672)
    {
        int colon = value.LastIndexOf(':');
        string host = colon < 0 ? "" : value[..colon];
        IPAddress? address = host switch
        {
            "localhost" => IPAddress.Loopback,
            _ when IPAddress.TryParse(host, out IPAddress? parsed) && IsWhole(host, parsed) => parsed,
            _ => null,
        };
        if (address is not null && ushort.TryParse(value.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
        {
            return new IPEndPoint(address, port);
        }

        result.AddError($"{option} takes an address and a port, such as 127.0.0.1:{examplePort} or [::1]:{examplePort}, and not '{value}'.");
        return new IPEndPoint(IPAddress.None, 0);
    }

    // The library also takes 127.1 for an address; and of an IPv6 address without brackets nobody can tell where the port begins.
    private static bool IsWhole(string host, IPAddress address) => host == address.ToString()
        ? address.AddressFamily == AddressFamily.InterNetwork
        : host.StartsWith('[') && host.EndsWith(']');
}
