using System.Text;
using TypedAmqp.Protocol;

namespace TypedAmqp.Connections;

/// <summary>The login: user and password in the form of the mechanism that the broker offers.</summary>
internal static class Sasl
{
    /// <summary>Chooses between PLAIN (RFC 4616) and AMQPLAIN (PLAIN as a field table; RabbitMQ's documentation).</summary>
    /// <exception cref="AmqpConnectException">The broker offers neither.</exception>
    public static (string Mechanism, byte[] Response) Login(string offered, AmqpConnectionOptions options)
    {
        string[] mechanisms = offered.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (mechanisms.Contains("PLAIN"))
        {
            return ("PLAIN", Encoding.UTF8.GetBytes($"\0{options.UserName}\0{options.Password}"));
        }

        if (mechanisms.Contains("AMQPLAIN"))
        {
            return ("AMQPLAIN", new FieldTable { { "LOGIN", options.UserName }, { "PASSWORD", options.Password } }.Encode());
        }

        throw new AmqpConnectException(
            $"The broker at {ConnectErrors.Where(options)} offers the login mechanisms '{offered}', and this client knows PLAIN and AMQPLAIN: enable one of them.");
    }
}
