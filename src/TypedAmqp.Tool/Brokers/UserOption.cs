using System.CommandLine.Parsing;
using TypedAmqp.Broker;

namespace TypedAmqp.Tool.Brokers;

/// <summary>Reads the values of <c>--user</c>. No error repeats a value: there is a password in it.</summary>
internal static class UserOption
{
    /// <summary>The user; null where the value is none, and then the error is in the result.</summary>
    public static BrokerUser? Parse(string value, ArgumentResult result)
    {
        int colon = value.IndexOf(':');
        if (colon > 0 && colon < value.Length - 1)
        {
            string name = value[..colon];

            // As in RabbitMQ, guest comes from this machine only, whatever the password.
            return new BrokerUser(name, value[(colon + 1)..], loopbackOnly: name == BrokerUser.Guest.Name);
        }

        result.AddError("--user takes a name and a password with a colon between them, such as alice:secret, and neither may be empty.");
        return null;
    }

    /// <summary>Refuses one name twice: it would not be clear which password counts.</summary>
    public static void RefuseTwins(OptionResult result)
    {
        string? twin = result.Tokens.Select(token => token.Value.Split(':')[0])
            .GroupBy(name => name, StringComparer.Ordinal)
            .FirstOrDefault(same => same.Count() > 1)?.Key;
        if (twin is not null)
        {
            result.AddError($"--user gives the user '{twin}' twice.");
        }
    }
}
