using TypedAmqp.Fuzzing.Input;
using TypedAmqp.Fuzzing.Targets;

namespace TypedAmqp.Protocol.Tests.Methods;

/// <summary>Every method against what pika and py-amqp encode, and with octets missing or added.</summary>
public sealed class MethodCodecTests
{
    public static TheoryData<string> Names => [.. Enum.GetValues<MethodId>().Select(static id => id.Name)];

    [Fact]
    public void EveryMethodHasASample() => Assert.Equal(
        Enum.GetValues<MethodId>().Select(static id => id.Name).Order(), MethodSamples.Written.Keys.Select(static id => id.Name).Order());

    [Fact]
    public void EveryMethodHasItsReader() => Assert.Equal(
        Enum.GetValues<MethodId>().Select(static id => id.Name).Order(), MethodCatalog.All.Keys.Select(static id => id.Name).Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void WritesWhatOthersWrite(string name) =>
        Assert.Equal(Convert.ToHexString(Golden.Methods[name]), Convert.ToHexString(MethodSamples.Written[IdOf(name)]));

    [Theory]
    [MemberData(nameof(Names))]
    public void ReadsWhatOthersWrite(string name)
    {
        byte[] payload = Golden.Methods[name];
        Assert.Equal(IdOf(name), Method.ReadId(payload));

        // The values of the samples differ from one another: two that changed places would not be written as they were read.
        byte[] arguments = payload[Method.IdSize..];
        Assert.Equal(Convert.ToHexString(arguments), Convert.ToHexString(MethodCatalog.All[IdOf(name)](arguments)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void RefusesToEndAnywhereElse(string name)
    {
        byte[] arguments = Golden.Methods[name][Method.IdSize..];
        for (int length = 0; length < arguments.Length; length++)
        {
            AssertRefused(name, arguments[..length]);
        }

        AssertRefused(name, [.. arguments, 0]);
    }

    [Theory]
    [InlineData("queue.declare", true)]
    [InlineData("basic.consume", true)]
    [InlineData("connection.open", true)]
    [InlineData("basic.publish", false)]
    [InlineData("basic.deliver", false)]
    public void ChecksForUtf8WhereRabbitMqDoes(string name, bool checks)
    {
        // The first octet of the first short string that has any becomes one that UTF-8 does not have.
        byte[] arguments = Golden.Methods[name][Method.IdSize..];
        int place = Array.FindIndex(arguments, static octet => octet is >= (byte)'/' and <= (byte)'z');
        arguments[place] = 0xFF;
        if (checks)
        {
            AmqpConnectionException exception = Assert.Throws<AmqpConnectionException>(() => MethodCatalog.All[IdOf(name)](arguments));
            Assert.Equal((ReplyCode.FrameError, "FRAME_ERROR - Malformed UTF-8 in shortstr"), (exception.ReplyCode, exception.Message));
        }
        else
        {
            Assert.Equal(arguments, MethodCatalog.All[IdOf(name)](arguments));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void APayloadWithoutAMethodIsAFrameError(int length)
    {
        AmqpConnectionException exception = Assert.Throws<AmqpConnectionException>(() => Method.ReadId(new byte[length]));
        Assert.Equal(ReplyCode.FrameError, exception.ReplyCode);
    }

    private static void AssertRefused(string name, byte[] arguments)
    {
        AmqpConnectionException exception = Assert.Throws<AmqpConnectionException>(() => MethodCatalog.All[IdOf(name)](arguments));
        Assert.Equal((ReplyCode.FrameError, IdOf(name)), (exception.ReplyCode, exception.FailingMethod));
        Assert.StartsWith($"FRAME_ERROR - cannot decode {name}: ", exception.Message, StringComparison.Ordinal);
    }

    private static MethodId IdOf(string name) => Enum.GetValues<MethodId>().Single(id => id.Name == name);
}
