using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests.Storage;

/// <summary>Data folders that were kept from each format. A killed broker left them.</summary>
public sealed class KeptFolderTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("typedamqp-kept-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    // A compacted segment, one with and one without an index, a transaction that was not committed.
    [Fact]
    public async Task A_folder_of_format_1_is_opened()
    {
        await using Broker broker = Open("format-1");
        await using RawClient client = await ConnectAsync(broker);

        string[] billed = await TextsAsync(client, "billing");
        string[] orders = [.. Enumerable.Range(61, 20).Prepend(60).Prepend(40).Prepend(20).Select(static i => $"order {i}")];
        Assert.Equal([.. orders, .. Enumerable.Range(1, 5).Select(static i => $"audited {i}"), "committed"], billed);
        Assert.Equal(3, (await TextsAsync(client, "audit")).Length);
        Assert.NotNull(broker.Access.Users.SingleOrDefault(static user => user.Name == "keeper"));
    }

    // A stream that begins in the middle of a segment, a priority queue in compacted segments, messages that were delayed.
    [Fact]
    public async Task A_folder_of_format_2_is_opened()
    {
        await using Broker broker = Open("format-2");
        await using RawClient client = await ConnectAsync(broker);

        Assert.Equal(["kept 80", "kept 40", "kept 0"], await TextsAsync(client, "keep"));
        await client.QosAsync(100);
        await client.SendAsync(1, new BasicConsume { Queue = "s", Arguments = new FieldTable { ["x-stream-offset"] = "first" } });
        await client.ExpectAsync(MethodId.BasicConsumeOk);
        for (int i = 65; i <= 120; i++)
        {
            RawMessage message = await client.ReadDeliveryAsync();
            Assert.Equal((object)(long)i, message.Properties.Headers!["x-stream-offset"]);
            Assert.Equal($"event {i}", message.Text.TrimEnd('.'));
        }

        await using RawClient other = await ConnectAsync(broker);
        await other.QosAsync(100);
        await other.SendAsync(1, new BasicConsume { Queue = "q" });
        await other.ExpectAsync(MethodId.BasicConsumeOk);
        foreach (string text in (IEnumerable<string>)[.. Enumerable.Range(110, 10).Select(static i => $"order {i}"), "delayed 1", "delayed 2"])
        {
            Assert.Equal(text, (await other.ReadDeliveryAsync()).Text.TrimEnd('.'));
        }
    }

    // Salts; a last segment in the file of another one, whose octets are behind its last record; a spare file.
    [Fact]
    public async Task A_folder_of_format_3_is_opened()
    {
        await using Broker broker = Open("format-3");
        await using RawClient client = await ConnectAsync(broker);

        Assert.Equal(["kept 5", "kept 15", "kept 25", "kept 35", "last"], await TextsAsync(client, "keep"));
        Assert.Equal(["order 64", "order 65"], await TextsAsync(client, "q"));
        Assert.DoesNotContain(Directory.EnumerateFiles(_data), static path => path.EndsWith(".spare.new", StringComparison.Ordinal));
    }

    private Broker Open(string kept)
    {
        KeptFolder.CopyTo(_data, kept);
        Assert.Empty(DataFolder.Check(_data).Damage);
        return new Broker(new BrokerOptions { DataFolder = _data });
    }

    private static async Task<RawClient> ConnectAsync(Broker broker)
    {
        RawClient client = new(broker.Connect());
        await client.HandshakeAsync(new RawOptions());
        await client.OpenChannelAsync(1);
        return client;
    }

    private static async Task<string[]> TextsAsync(RawClient client, string queue)
    {
        List<string> texts = [];
        while (await client.GetAsync(queue, noAck: true) is { } message)
        {
            texts.Add(message.Text.TrimEnd('.').TrimEnd());
        }

        return [.. texts];
    }
}
