namespace TypedAmqp.Tests.Connections;

public class AmqpUriTests
{
    [Theory]
    [InlineData("amqp://localhost", "localhost", 5672, "guest", "guest", "/")]
    [InlineData("amqp://", "localhost", 5672, "guest", "guest", "/")]
    [InlineData("amqp://host/", "host", 5672, "guest", "guest", "/")]
    [InlineData("amqp://host/%2f", "host", 5672, "guest", "guest", "/")]
    [InlineData("amqp://host/%2F", "host", 5672, "guest", "guest", "/")]
    [InlineData("amqp://host/shop", "host", 5672, "guest", "guest", "shop")]
    [InlineData("amqp://host/a%2fb%20c", "host", 5672, "guest", "guest", "a/b c")]
    [InlineData("amqp://user:pass@host:10000/vhost", "host", 10000, "user", "pass", "vhost")]
    [InlineData("amqp://user%61:%61pass@ho%61st:10000/v%2fhost", "hoast", 10000, "usera", "apass", "v/host")]
    [InlineData("amqp://user@host", "host", 5672, "user", "guest", "/")]
    [InlineData("amqp://user:@host", "host", 5672, "user", "", "/")]
    [InlineData("amqp://:pass@host", "host", 5672, "", "pass", "/")]
    [InlineData("amqp://u:p%40ss%3Aw%2Frd@host", "host", 5672, "u", "p@ss:w/rd", "/")]
    [InlineData("amqp://u:a+b@host/a+b", "host", 5672, "u", "a+b", "a+b")]
    [InlineData("amqp://j%C3%BCrgen:%E2%82%AC@host", "host", 5672, "jürgen", "€", "/")]
    [InlineData("amqp://127.0.0.1:5673", "127.0.0.1", 5673, "guest", "guest", "/")]
    [InlineData("amqp://[::1]", "[::1]", 5672, "guest", "guest", "/")]
    [InlineData("amqp://u:p@[fe80::1]:5673/v", "[fe80::1]", 5673, "u", "p", "v")]
    [InlineData("AMQP://host", "host", 5672, "guest", "guest", "/")]
    [InlineData("amqp://host:/v", "host", 5672, "guest", "guest", "v")]
    [InlineData("amqps://host", "host", 5671, "guest", "guest", "/")]
    public void TakesTheUriApart(string uri, string host, int port, string user, string password, string virtualHost)
    {
        AmqpConnectionOptions options = AmqpConnectionOptions.Parse(uri);

        Assert.Equal((host, port), (options.Endpoint.Host, options.Endpoint.Port));
        Assert.Equal((user, password, virtualHost), (options.UserName, options.Password, options.VirtualHost));
    }

    [Fact]
    public void ReadsTheQuery()
    {
        AmqpConnectionOptions options = AmqpConnectionOptions.Parse("amqp://host/v?heartbeat=10&channel_max=7&connection_timeout=1500");

        Assert.Equal(TimeSpan.FromSeconds(10), options.Heartbeat);
        Assert.Equal(7, options.ChannelMax);
        Assert.Equal(TimeSpan.FromMilliseconds(1500), options.ConnectTimeout);
        Assert.Equal("v", options.VirtualHost);
    }

    [Theory]
    [InlineData("localhost:5672", "scheme")]
    [InlineData("http://host", "'http'")]
    [InlineData("amqp://host/a/b", "%2f")]
    [InlineData("amqp://host/v?frobnicate=1", "'frobnicate'")]
    [InlineData("amqp://host?heartbeat=soon", "heartbeat=soon")]
    [InlineData("amqp://host?heartbeat", "heartbeat=")]
    [InlineData("amqp://host?heartbeat=-1", "heartbeat=-1")]
    [InlineData("amqp://host?heartbeat=65536", "65535")]
    [InlineData("amqp://host:port", "port")]
    [InlineData("amqp://host:0", "port")]
    [InlineData("amqp://host:65536", "port")]
    [InlineData("amqp://::1", "port")]
    [InlineData("amqp://[::1", "brackets")]
    [InlineData("amqp://ho st", "'ho st'")]
    [InlineData("amqp://host/%2", "%25")]
    [InlineData("amqp://host/%zz", "%25")]
    [InlineData("amqp://host#v", "%23")]
    public void RefusesWithASentenceThatNamesTheMistake(string uri, string named)
    {
        FormatException e = Assert.Throws<FormatException>(() => AmqpConnectionOptions.Parse(uri));

        Assert.Contains(named, e.Message);
    }

    [Theory]
    [InlineData("amqp://u:s3cr3t/x@host")]
    [InlineData("amqp://u:s3cr3t%@host")]
    [InlineData("amqp://u:s3cr3t@host:nope")]
    [InlineData("amqp://u:s3cr3t@[host")]
    [InlineData("amqp://u:s3cr3t?x@host")]
    [InlineData("http://u:s3cr3t@host")]
    public void NeverShowsThePassword(string uri)
    {
        Exception e = Assert.ThrowsAny<Exception>(() => AmqpConnectionOptions.Parse(uri));

        Assert.DoesNotContain("s3cr3t", e.ToString());
    }

    [Fact]
    public void OptionsDoNotPrintThePassword()
    {
        AmqpConnectionOptions options = AmqpConnectionOptions.Parse("amqp://someone:s3cr3t@host/v");

        Assert.DoesNotContain("s3cr3t", options.ToString());
        Assert.Contains("someone", options.ToString());
        Assert.DoesNotContain("s3cr3t", options.Endpoint.ToString());
    }
}
