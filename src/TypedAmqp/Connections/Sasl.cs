using System.Text;
using TypedAmqp.Protocol;

namespace TypedAmqp.Connections;

/// <summary>The login, in the form of the mechanism that the broker offers.</summary>
internal static class Sasl
{
    /// <summary>
    /// Chooses the mechanism: the one that the options want, or, for a password, PLAIN (RFC 4616) before AMQPLAIN (PLAIN as a field table).
    /// </summary>
    /// <exception cref="AmqpConnectException">The broker does not offer it.</exception>
    public static (string Mechanism, byte[] Response) Login(string offered, AmqpConnectionOptions options)
    {
        string[] known = options.Mechanism switch
        {
            LoginMechanism.Password => ["PLAIN", "AMQPLAIN"],
            LoginMechanism.Plain => ["PLAIN"],
            LoginMechanism.AmqPlain => ["AMQPLAIN"],
            LoginMechanism.External => ["EXTERNAL"],
            _ => ["ANONYMOUS"],
        };
        string mechanism = known.FirstOrDefault(offered.Split(' ', StringSplitOptions.RemoveEmptyEntries).Contains) ?? throw new AmqpConnectException(
            $"The broker at {ConnectErrors.Where(options)} offers the login mechanisms '{offered}', and {string.Join(" or ", known)} is wanted: enable it there, or set another Mechanism in the connection's options.");
        return (mechanism, mechanism switch
        {
            "PLAIN" => Encoding.UTF8.GetBytes($"\0{options.UserName}\0{options.Password}"),
            "AMQPLAIN" => new FieldTable { { "LOGIN", options.UserName }, { "PASSWORD", options.Password } }.Encode(),
            _ => [],
        });
    }
}
