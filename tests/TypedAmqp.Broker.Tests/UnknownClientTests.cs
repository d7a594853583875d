using System.Buffers;
using TypedAmqp.Protocol;
using TypedAmqp.Testing;

namespace TypedAmqp.Broker.Tests;

/// <summary>What somebody gets who has not logged in: ten seconds, and small frames.</summary>
public sealed class UnknownClientTests : BrokerTest
{
    private readonly VirtualClock _clock;

    public UnknownClientTests()
        : this(new VirtualClock())
    {
    }

    private UnknownClientTests(VirtualClock clock)
        : base(new BrokerOptions { TimeProvider = clock }) => _clock = clock;

    [Fact]
    public async Task Octets_that_drip_gain_no_time()
    {
        await using RawClient client = new(Broker.Connect());
        await client.StartAsync();
        byte[] login = LogIn();
        for (int second = 0; second < 9; second++)
        {
            await client.SendAsync([login[second]]);
            await Client.ExpectNothingAsync();
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(2, Broker.ConnectionCount);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await client.TryReadAsync());
    }

    [Fact]
    public async Task A_refused_login_gains_no_time()
    {
        await using RawClient client = new(Broker.Connect());
        await client.StartAsync();
        _clock.Advance(TimeSpan.FromSeconds(9));
        await client.LogInAsync(new RawOptions { Password = "wrong", Capabilities = new FieldTable { ["authentication_failure_close"] = true } });
        await client.ExpectAsync(MethodId.ConnectionClose);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await client.TryReadAsync());
    }

    [Fact]
    public async Task Frames_of_the_handshake_are_small()
    {
        await using RawClient client = new(Broker.Connect());
        await client.StartAsync();
        await client.SendAsync([1, 0, 0, 0, 0, 0x10, 0x01]);
        Assert.Null(await client.TryReadAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(30)]
    public async Task A_handshake_comes_in_pieces(int size)
    {
        await using RawClient client = new(Broker.Connect());
        ArrayBufferWriter<byte> output = new();
        output.Write(ProtocolHeader.Octets);
        output.Write(LogIn());
        FrameWriter.WriteMethod(output, 0, new ConnectionTuneOk { ChannelMax = 10, FrameMax = 131072 });
        FrameWriter.WriteMethod(output, 0, new ConnectionOpen { VirtualHost = "/" });
        FrameWriter.WriteMethod(output, 1, new ChannelOpen());
        foreach (byte[] piece in output.WrittenSpan.ToArray().Chunk(size))
        {
            await client.SendAsync(piece);
            await Client.ExpectNothingAsync();
        }

        await client.ExpectAsync(MethodId.ConnectionStart, 0);
        await client.ExpectAsync(MethodId.ConnectionTune, 0);
        await client.ExpectAsync(MethodId.ConnectionOpenOk, 0);
        await client.ExpectAsync(MethodId.ChannelOpenOk, 1);
    }

    private static byte[] LogIn()
    {
        ArrayBufferWriter<byte> output = new();
        FrameWriter.WriteMethod(output, 0, new ConnectionStartOk { Mechanism = "PLAIN", Response = "\0guest\0guest", Locale = "en_US" });
        return output.WrittenSpan.ToArray();
    }
}
