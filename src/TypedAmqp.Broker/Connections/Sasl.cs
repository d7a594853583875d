using System.Text;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>Reads the responses of the security mechanisms. A response that is none names nobody, and so nobody logs in with it.</summary>
internal static class Sasl
{
    private static readonly (string Name, string Password) Nobody = ("", "");

    /// <summary>RFC 4616: authorization identity (ignored), NUL, name, NUL, password.</summary>
    public static (string Name, string Password) ReadPlain(ReadOnlySpan<byte> response)
    {
        int first = response.IndexOf((byte)0);
        if (first < 0)
        {
            return Nobody;
        }

        ReadOnlySpan<byte> rest = response[(first + 1)..];
        int second = rest.IndexOf((byte)0);
        return second < 0 ? Nobody : (Encoding.UTF8.GetString(rest[..second]), Encoding.UTF8.GetString(rest[(second + 1)..]));
    }

    /// <summary>RabbitMQ's AMQPLAIN: the pairs of a field table, LOGIN and PASSWORD, without its length.</summary>
    public static (string Name, string Password) ReadAmqPlain(ReadOnlySpan<byte> response)
    {
        FieldTableView table = new(response);
        return table.TryGet("LOGIN"u8, out FieldValueView name) && table.TryGet("PASSWORD"u8, out FieldValueView password)
            && name.TryGetString(out LongString login) && password.TryGetString(out LongString secret)
            ? (login.ToString(), secret.ToString())
            : Nobody;
    }
}
