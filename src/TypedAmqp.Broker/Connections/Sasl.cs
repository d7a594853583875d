using System.Text;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>Reads the responses of the security mechanisms.</summary>
internal static class Sasl
{
    /// <summary>RFC 4616 as RabbitMQ has it: NUL, name, NUL, password, and nothing else.</summary>
    /// <exception cref="AmqpConnectionException">503: the response is malformed.</exception>
    public static (string Name, string Password) ReadPlain(ReadOnlySpan<byte> response)
    {
        if (response is [0, .. var rest] && rest.IndexOf((byte)0) is int end and >= 0 && !rest[(end + 1)..].Contains((byte)0))
        {
            return (Encoding.UTF8.GetString(rest[..end]), Encoding.UTF8.GetString(rest[(end + 1)..]));
        }

        throw Malformed("PLAIN");
    }

    /// <summary>RabbitMQ's AMQPLAIN: the pairs of a field table, LOGIN and PASSWORD, without its length.</summary>
    /// <exception cref="AmqpConnectionException">502 or 503: the response is malformed.</exception>
    public static (string Name, string Password) ReadAmqPlain(ReadOnlySpan<byte> response)
    {
        FieldTableView table = new(response);
        return table.TryGet("LOGIN"u8, out FieldValueView name) && table.TryGet("PASSWORD"u8, out FieldValueView password)
            && name.TryGetString(out LongString login) && password.TryGetString(out LongString secret)
            ? (login.ToString(), secret.ToString())
            : throw Malformed("AMQPLAIN");
    }

    private static AmqpConnectionException Malformed(string mechanism) =>
        Refusal.Connection(ReplyCode.CommandInvalid, $"malformed response of mechanism {mechanism}", MethodId.ConnectionStartOk);
}
