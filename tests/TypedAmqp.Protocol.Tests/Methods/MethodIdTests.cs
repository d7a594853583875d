namespace TypedAmqp.Protocol.Tests.Methods;

public sealed class MethodIdTests
{
    // Written down by hand from the specification's reference and RabbitMQ's list of extensions, not from the table.
    private const string Independent = """
        10: 10 11 20 21 30 31 40 41 50 51 60 61 70 71
        20: 10 11 20 21 40 41
        30: 10 11
        40: 10 11 20 21 30 31 40 51
        50: 10 11 20 21 30 31 40 41 50 51
        60: 10 11 20 21 30 31 40 50 60 70 71 72 80 90 100 110 111 120 200 201 202
        85: 10 11
        90: 10 11 20 21 30 31
        """;

    private static readonly string[] WithContent = ["basic.publish", "basic.return", "basic.deliver", "basic.get-ok"];

    private static readonly string[] Asynchronous =
    [
        "connection.blocked", "connection.unblocked", "basic.publish", "basic.return", "basic.deliver", "basic.ack", "basic.reject",
        "basic.recover-async", "basic.nack", "basic.credit-drained",
    ];

    private static readonly string[] SentByBoth =
    [
        "connection.close", "connection.close-ok", "channel.flow", "channel.flow-ok", "channel.close", "channel.close-ok", "basic.cancel",
        "basic.cancel-ok", "basic.ack", "basic.nack",
    ];

    private static readonly string[] SentByServer =
    [
        "connection.start", "connection.secure", "connection.tune", "connection.open-ok", "connection.blocked", "connection.unblocked",
        "connection.update-secret-ok", "basic.return", "basic.deliver", "basic.get-ok", "basic.get-empty", "basic.credit-drained",
    ];

    [Fact]
    public void TheTableIsComplete()
    {
        uint[] expected =
        [
            .. Independent.Split('\n').SelectMany(static line =>
            {
                string[] parts = line.Split(':');
                uint classId = uint.Parse(parts[0]);
                return parts[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(number => (classId << 16) | uint.Parse(number));
            }),
        ];
        Assert.Equal(expected.Order(), Enum.GetValues<MethodId>().Select(static id => (uint)id).Order());
    }

    [Fact]
    public void AnIdIsTheTwoNumbersOfTheWire()
    {
        Assert.Equal(0x003C0028U, (uint)MethodId.BasicPublish);
        Assert.Equal(((ushort)60, (ushort)40), (MethodId.BasicPublish.ClassId, MethodId.BasicPublish.Number));
        Assert.Equal(MethodId.BasicPublish, Method.ToId(60, 40));
    }

    [Fact]
    public void NamesAreThoseOfTheSpecification()
    {
        Assert.Equal("basic.publish", MethodId.BasicPublish.Name);
        Assert.Equal("connection.update-secret-ok", MethodId.ConnectionUpdateSecretOk.Name);
        Assert.Equal("99.7", Method.ToId(99, 7).Name);
        Assert.False(Method.ToId(99, 7).IsKnown);
        Assert.All(Enum.GetValues<MethodId>(), static id => Assert.True(id.IsKnown));
    }

    [Fact]
    public void ContentFollowsFourMethods() => Assert.Equal(WithContent.Order(), Names(static id => id.HasContent));

    [Fact]
    public void AnOkAnswersEverySynchronousMethod() => Assert.Equal(
        Enum.GetValues<MethodId>().Select(static id => id.Name)
            .Where(static name => !name.EndsWith("-ok", StringComparison.Ordinal) && name != "basic.get-empty")
            .Except(Asynchronous).Order(),
        Names(static id => id.IsSynchronous));

    [Fact]
    public void EachPeerSendsItsOwn()
    {
        Assert.Equal(SentByBoth.Order(), Names(static id => id.IsSentByClient && id.IsSentByServer));
        string[] onlyServer = [.. Names(static id => id.IsSentByServer && !id.IsSentByClient)];
        Assert.Empty(SentByServer.Except(onlyServer));

        // What else only the server sends are the answers to the client's requests.
        Assert.All(onlyServer.Except(SentByServer), static name => Assert.EndsWith("-ok", name, StringComparison.Ordinal));
        Assert.All(Enum.GetValues<MethodId>(), static id => Assert.True(id.IsSentByClient || id.IsSentByServer));
        string[] clientOks = ["connection.secure-ok", "connection.start-ok", "connection.tune-ok"];
        Assert.Equal(
            clientOks,
            Names(static id => id.IsSentByClient && !id.IsSentByServer && id.Name.EndsWith("-ok", StringComparison.Ordinal)));
    }

    private static IEnumerable<string> Names(Func<MethodId, bool> predicate) =>
        Enum.GetValues<MethodId>().Where(predicate).Select(static id => id.Name).Order();
}
