using System.Security.Cryptography;
using System.Buffers.Text;
using TypedAmqp.Protocol;

namespace TypedAmqp.Server.Management;

/// <summary>
/// The last part of a binding's address: its routing key, and behind a tilde something that stands for its arguments, where it has any. A tilde alone
/// is an empty key without arguments.
/// </summary>
internal static class PropertiesKey
{
    private const int HashLength = 6;

    public static string Of(string routingKey, FieldTable arguments)
    {
        string key = Uri.EscapeDataString(routingKey).Replace("~", "%7E", StringComparison.Ordinal);
        if (arguments.Count > 0)
        {
            ReadOnlySpan<byte> hash = SHA256.HashData(arguments.Encode());
            return $"{key}~{Base64Url.EncodeToString(hash[..HashLength])}";
        }

        return key.Length > 0 ? key : "~";
    }
}
