using System.Globalization;

namespace TypedAmqp;

/// <summary>RabbitMQ's URI specification: <c>amqp://user:password@host:port/vhost?key=value</c>.</summary>
internal static class AmqpUri
{
    private const int AmqpPort = 5672;
    private const int AmqpsPort = 5671;

    public static AmqpConnectionOptions Parse(string uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        (string scheme, string rest) = SplitScheme(uri);
        (rest, string? query) = SplitAt(rest, '?');
        (string authority, string? path) = SplitAt(rest, '/');
        (string? userInfo, string hostAndPort) = SplitUserInfo(authority);
        Uri[] endpoints =
            [.. hostAndPort.Split(',').Select(one => ParseHost(one, scheme)).Select(one => new UriBuilder(scheme, one.Host, one.Port).Uri)];
        AmqpConnectionOptions options = new() { Endpoint = endpoints[0], Endpoints = endpoints.Length > 1 ? endpoints : [] };
        if (userInfo is not null)
        {
            (string user, string? password) = SplitAt(userInfo, ':');
            options = options with { UserName = Decode(user, "user name"), Password = password is null
                ? options.Password
                : Decode(password, "password") };
        }

        if (!string.IsNullOrEmpty(path))
        {
            options = options with { VirtualHost = ParseVirtualHost(path) };
        }

        return ApplyQuery(options, query);
    }

    private static (string Scheme, string Remainder) SplitScheme(string uri)
    {
        int end = uri.IndexOf("://", StringComparison.Ordinal);
        string scheme = end < 0 ? "" : uri[..end].ToLowerInvariant();
        if (scheme is not ("amqp" or "amqps"))
        {
            throw new FormatException(end < 0
                ? "The AMQP URI does not begin with a scheme: write amqp://host or amqps://host."
                : $"The AMQP URI has the scheme '{scheme}': use amqp:// or amqps://.");
        }

        if (uri.Contains('#'))
        {
            throw new FormatException(
                "The AMQP URI contains a '#', which begins a fragment and has no meaning here: write %23 where a name contains it.");
        }

        return (scheme, uri[(end + 3)..]);
    }

    private static (string? UserInfo, string HostAndPort) SplitUserInfo(string authority)
    {
        // The last one: a password in which somebody left an @ as it is still finds the right host.
        int at = authority.LastIndexOf('@');
        return at < 0 ? (null, authority) : (authority[..at], authority[(at + 1)..]);
    }

    private static (string Host, int Port) ParseHost(string hostAndPort, string scheme)
    {
        string host;
        string? port;
        if (hostAndPort.StartsWith('['))
        {
            int end = hostAndPort.IndexOf(']');
            if (end < 0 || (end + 1 < hostAndPort.Length && hostAndPort[end + 1] != ':'))
            {
                throw new FormatException(
                    $"The AMQP URI has the host '{hostAndPort}': an IPv6 address is written in brackets, as in amqp://[::1]:5672.");
            }

            host = hostAndPort[..(end + 1)];
            port = end + 1 < hostAndPort.Length ? hostAndPort[(end + 2)..] : null;
        }
        else
        {
            (host, port) = SplitAt(hostAndPort, ':');
            host = Decode(host, "host");
        }

        if (host.Length == 0)
        {
            host = "localhost";
        }

        if (Uri.CheckHostName(host) == UriHostNameType.Unknown)
        {
            throw new FormatException($"The AMQP URI has the host '{host}', which is neither a host name nor an address.");
        }

        return (host, ParsePort(port, scheme));
    }

    private static int ParsePort(string? port, string scheme)
    {
        if (string.IsNullOrEmpty(port))
        {
            return scheme == "amqps" ? AmqpsPort : AmqpPort;
        }

        // The number is not shown: in a URI whose password contains an unescaped slash, what looks like the port is part of the password.
        return ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number) && number > 0
            ? number
            : throw new FormatException(
                "The AMQP URI has no valid port, which is a number from 1 to 65535. Is there a ':', '/' or '?' in the user name or password? Write them as %3A, %2F and %3F.");
    }

    private static string ParseVirtualHost(string path) => path.Contains('/')
        ? throw new FormatException($"The AMQP URI has the path '/{path}', but a virtual host is one segment: write %2f for a slash within its name.")
        : Decode(path, "virtual host");

    private static AmqpConnectionOptions ApplyQuery(AmqpConnectionOptions options, string? query)
    {
        foreach (string pair in (query ?? "").Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            (string key, string? value) = SplitAt(pair, '=');
            options = key switch
            {
                "heartbeat" => options with { Heartbeat = TimeSpan.FromSeconds(ParseNumber(key, value, ushort.MaxValue)) },
                "channel_max" => options with { ChannelMax = (ushort)ParseNumber(key, value, ushort.MaxValue) },
                "connection_timeout" => options with { ConnectTimeout = TimeSpan.FromMilliseconds(ParseNumber(key, value, int.MaxValue)) },
                "auth_mechanism" => options with { Mechanism = ParseMechanism(value) },
                _ => throw new FormatException(
                    $"The AMQP URI has the query key '{key}', which is not supported: heartbeat, channel_max, connection_timeout and auth_mechanism are."),
            };
        }

        return options;
    }

    private static LoginMechanism ParseMechanism(string? value) => value?.ToUpperInvariant() switch
    {
        "PLAIN" => LoginMechanism.Plain,
        "AMQPLAIN" => LoginMechanism.AmqPlain,
        "EXTERNAL" => LoginMechanism.External,
        "ANONYMOUS" => LoginMechanism.Anonymous,
        _ => throw new FormatException($"The AMQP URI has auth_mechanism={value}: plain, amqplain, external or anonymous is expected."),
    };

    private static int ParseNumber(string key, string? value, int greatest) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= greatest
            ? number
            : throw new FormatException($"The AMQP URI has {key}={value}: a whole number from 0 to {greatest} is expected.");

    private static string Decode(string text, string what)
    {
        for (int at = text.IndexOf('%'); at >= 0; at = text.IndexOf('%', at + 1))
        {
            if (at + 2 >= text.Length || !char.IsAsciiHexDigit(text[at + 1]) || !char.IsAsciiHexDigit(text[at + 2]))
            {
                throw new FormatException(
                    $"The AMQP URI has a '%' in the {what} that two hexadecimal digits do not follow: write %25 for a percent sign.");
            }
        }

        return Uri.UnescapeDataString(text);
    }

    private static (string Before, string? After) SplitAt(string text, char separator)
    {
        int at = text.IndexOf(separator);
        return at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);
    }
}
