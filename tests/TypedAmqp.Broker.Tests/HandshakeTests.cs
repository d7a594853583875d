using System.Buffers;
using System.IO.Pipelines;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests;

public sealed class HandshakeTests : BrokerTest
{
    [Fact]
    public async Task A_client_logs_in_and_out()
    {
        await using RawClient client = await ConnectAsync();
        await client.SendAsync(0, new ConnectionClose { ReplyCode = ReplyCode.Success, ReplyText = "bye" });
        await client.ExpectAsync(MethodId.ConnectionCloseOk, 0);
        await client.ExpectEndAsync();
    }

    [Fact]
    public async Task The_start_says_what_the_broker_can()
    {
        await using RawClient client = new(await ConnectTransportAsync());
        await client.SendAsync(ProtocolHeader.Octets.ToArray());
        RawFrame frame = await client.ExpectAsync(MethodId.ConnectionStart, 0);
        FieldTable properties = frame.As<ConnectionStart>().ServerProperties.ToFieldTable();
        Assert.Equal("TypedAmqp", properties["product"]);
        Assert.Equal("0.1.0", properties["version"]);
        FieldTable capabilities = Assert.IsType<FieldTable>(properties["capabilities"]);
        Assert.Equal(true, capabilities["publisher_confirms"]);
        Assert.Equal(true, capabilities["basic.nack"]);
        Assert.Equal(true, capabilities["consumer_priorities"]);
        Assert.Equal("PLAIN AMQPLAIN", frame.As<ConnectionStart>().Mechanisms.ToString());
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("AMQP\0\u0001\0\0")]
    [InlineData("X")]
    public async Task What_is_not_AMQP_gets_the_protocol_header_and_a_closed_transport(string octets)
    {
        IDuplexPipe transport = await ConnectTransportAsync();
        await transport.Output.WriteAsync(System.Text.Encoding.Latin1.GetBytes(octets));
        ReadResult result = await transport.Input.ReadAtLeastAsync(9).AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        Assert.True(result.IsCompleted);
        Assert.Equal(ProtocolHeader.Octets.ToArray(), result.Buffer.ToArray());
    }

    [Fact]
    public async Task A_header_octet_by_octet_is_a_header()
    {
        await using RawClient client = new(await ConnectTransportAsync());
        foreach (byte octet in ProtocolHeader.Octets.ToArray())
        {
            await client.SendAsync([octet]);
        }

        await client.ExpectAsync(MethodId.ConnectionStart, 0);
    }

    [Fact]
    public async Task AmqPlain_logs_in()
    {
        await using RawClient client = await StartAsync();
        FieldTable login = new() { ["LOGIN"] = "guest", ["PASSWORD"] = "guest" };
        await client.SendAsync(0, new ConnectionStartOk { Mechanism = "AMQPLAIN", Response = login.Encode().AsSpan(), Locale = "en_US" });
        await client.ExpectAsync(MethodId.ConnectionTune, 0);
    }

    [Fact]
    public async Task A_wrong_password_closes_the_transport()
    {
        await using RawClient client = await StartAsync();
        await client.LogInAsync(new RawOptions { Password = "wrong" });
        Assert.Null(await client.TryReadAsync());
    }

    [Fact]
    public async Task A_wrong_password_is_said_to_clients_that_understand_it()
    {
        await using RawClient client = await StartAsync();
        await client.LogInAsync(new RawOptions
        {
            Password = "wrong",
            Capabilities = new FieldTable { ["authentication_failure_close"] = true },
        });
        string text = await client.ExpectCloseAsync(ReplyCode.AccessRefused);
        Assert.StartsWith("ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN.", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("EXTERNAL", "")]
    [InlineData("PLAIN", "no zeros")]
    public async Task A_login_that_is_none_is_refused(string mechanism, string response)
    {
        await using RawClient client = await StartAsync();
        await client.SendAsync(0, new ConnectionStartOk { Mechanism = mechanism, Response = response, Locale = "en_US" });
        RawFrame? frame = await client.TryReadAsync();
        Assert.True(frame is null || frame.As<ConnectionClose>().ReplyCode == ReplyCode.CommandInvalid);
    }

    [Fact]
    public async Task An_unknown_virtual_host_is_refused()
    {
        await using RawClient client = await StartAsync();
        await client.LogInAsync(new RawOptions());
        await client.ExpectAsync(MethodId.ConnectionTune);
        await client.SendAsync(0, new ConnectionTuneOk { ChannelMax = 10, FrameMax = 8192, Heartbeat = 0 });
        await client.SendAsync(0, new ConnectionOpen { VirtualHost = "nowhere" });
        Assert.Equal("NOT_ALLOWED - vhost nowhere not found", await client.ExpectCloseAsync(ReplyCode.NotAllowed));
    }

    [Theory]
    [InlineData(100, 2047)]
    [InlineData(131073, 2047)]
    [InlineData(131072, 2048)]
    public async Task A_client_that_wants_more_than_was_proposed_is_hung_up_on(uint frameMax, ushort channelMax)
    {
        await using RawClient client = await StartAsync();
        await client.LogInAsync(new RawOptions());
        await client.ExpectAsync(MethodId.ConnectionTune);
        await client.SendAsync(0, new ConnectionTuneOk { ChannelMax = channelMax, FrameMax = frameMax, Heartbeat = 0 });
        await client.ExpectEndAsync();
    }

    [Fact]
    public async Task A_second_channel_open_closes_the_connection()
    {
        await using RawClient client = await OpenAsync();
        await client.SendAsync(1, new ChannelOpen());
        Assert.Equal("CHANNEL_ERROR - second 'channel.open' seen", await client.ExpectCloseAsync(ReplyCode.ChannelError));
    }

    [Fact]
    public async Task A_channel_must_be_opened_first()
    {
        await using RawClient client = await ConnectAsync();
        await client.SendAsync(7, new BasicQos());
        Assert.Equal("CHANNEL_ERROR - expected 'channel.open'", await client.ExpectCloseAsync(ReplyCode.ChannelError));
    }

    [Fact]
    public async Task A_broker_that_stops_tells_its_clients()
    {
        await using RawClient client = await OpenAsync();
        Task stopped = Broker.DisposeAsync().AsTask();
        Assert.Equal(
            "CONNECTION_FORCED - broker forced connection closure with reason 'shutdown'", await client.ExpectCloseAsync(ReplyCode.ConnectionForced));
        await stopped.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Throws<ObjectDisposedException>(Broker.Connect);
    }

    private async Task<RawClient> StartAsync()
    {
        RawClient client = new(await ConnectTransportAsync());
        await client.SendAsync(ProtocolHeader.Octets.ToArray());
        await client.ExpectAsync(MethodId.ConnectionStart, 0);
        return client;
    }
}
