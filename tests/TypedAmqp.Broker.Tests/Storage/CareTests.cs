using System.Text;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests.Storage;

/// <summary>Data folders on a real disk: checked, copied, damaged, and kept from older versions.</summary>
public sealed class CareTests : IDisposable
{
    private static readonly BasicProperties Persistent = new() { DeliveryMode = DeliveryMode.Persistent };

    private readonly string _root = Directory.CreateTempSubdirectory("typedamqp-care-").FullName;

    private string Data => Path.Combine(_root, "data");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task A_sound_folder_is_counted()
    {
        await FillAsync(50);

        DataFolderReport report = DataFolder.Check(Data);

        Assert.Empty(report.Damage);
        Assert.Equal([("/", "q", 50)], report.Queues.Select(static queue => (queue.VirtualHost, queue.Name, queue.Messages)));
        Assert.True(report.Segments.Count > 2);
        Assert.Equal(50, report.Segments.Sum(static segment => segment.Messages));
    }

    [Fact]
    public async Task A_check_names_each_damaged_message_and_changes_nothing()
    {
        await FillAsync(50);
        string file = Damage("number 20");
        byte[] before = File.ReadAllBytes(file);

        DataFolderReport report = DataFolder.Check(Data);

        Assert.Equal((2, false), (report.Damage.Count, report.IsRefused));
        Assert.Contains(report.Damage, static damage => damage.Text.EndsWith("octets cannot be read", StringComparison.Ordinal));
        Assert.Contains(report.Damage, damage => damage.File == Path.GetFileName(file)
            && damage.Text.StartsWith("a message of queue 'q' in virtual host '/' is lost", StringComparison.Ordinal));
        Assert.Equal(49, Assert.Single(report.Queues).Messages);
        Assert.Equal(before, File.ReadAllBytes(file));
    }

    [Fact]
    public async Task Behind_damage_the_rest_of_a_segment_is_read()
    {
        await FillAsync(50);
        string file = Damage("number 20");
        File.Delete(Path.ChangeExtension(file, ".index"));

        DataFolderException refusal = Assert.Throws<DataFolderException>(() => new Broker(new BrokerOptions { DataFolder = Data }));
        Assert.Contains($"{Path.GetFileName(file)} is damaged from octet", refusal.Message, StringComparison.Ordinal);

        string[] texts = await DrainAsync(Data, new BrokerOptions { AcceptDamage = true });
        Assert.Equal(Enumerable.Range(1, 50).Where(static i => i != 20).Select(Body), texts);
    }

    [Fact]
    public async Task Damage_within_the_last_segment_is_no_torn_tail()
    {
        await FillAsync(50);
        string last = Directory.EnumerateFiles(Data, "*.log").Max()!;
        int first = Enumerable.Range(1, 50).First(i => File.ReadAllBytes(last).AsSpan().IndexOf(Encoding.UTF8.GetBytes($"number {i}.")) > 0);
        Assert.InRange(first, 2, 49);
        string file = Damage($"number {first}");
        File.Delete(Path.ChangeExtension(file, ".index"));
        byte[] before = File.ReadAllBytes(file);
        string copy = Path.Combine(_root, "copy");
        await DataFolder.BackupAsync(Data, copy);

        Assert.NotEmpty(DataFolder.Check(Data).Damage);

        Assert.Equal(Enumerable.Range(1, first - 1).Select(Body), await DrainAsync(Data, new BrokerOptions()));
        byte[] kept = File.ReadAllBytes(file + ".cut");
        Assert.Equal(before[^kept.Length..], kept);
        string[] texts = await DrainAsync(copy, new BrokerOptions { AcceptDamage = true });
        Assert.Equal(Enumerable.Range(1, 50).Where(i => i != first).Select(Body), texts);
    }

    [Fact]
    public async Task A_segment_that_somebody_took_away_is_missed()
    {
        await FillAsync(50);
        string file = Directory.EnumerateFiles(Data, "*.log").Order(StringComparer.Ordinal).ElementAt(1);
        string name = Path.GetFileName(file);
        int messages = DataFolder.Check(Data).Segments.Single(segment => segment.File == name).Messages;
        File.Move(file, Path.Combine(_root, name));

        string text = $"{name} is missing, and {messages} messages are in it";
        Assert.Contains(
            text, Assert.Throws<DataFolderException>(() => new Broker(new BrokerOptions { DataFolder = Data })).Message, StringComparison.Ordinal);
        IReadOnlyList<DataFolderDamage> damage = DataFolder.Check(Data).Damage;
        Assert.Equal((name, "it is missing"), (damage[0].File, damage[0].Text));
        Assert.Equal(messages, damage.Skip(1).Count(damage =>
            damage.File == name && damage.Text.StartsWith("a message of queue 'q' in virtual host '/' is lost", StringComparison.Ordinal)));

        File.Move(Path.Combine(_root, name), file);
        string copy = Path.Combine(_root, "copy");
        await DataFolder.BackupAsync(Data, copy);
        Assert.Equal(50, (await DrainAsync(copy, new BrokerOptions())).Length);

        File.Delete(file);
        Assert.Equal(50 - messages, (await DrainAsync(Data, new BrokerOptions { AcceptDamage = true })).Length);
        Assert.True(File.Exists(Path.ChangeExtension(file, ".index.lost")));
        Assert.Empty(await DrainAsync(Data, new BrokerOptions()));
    }

    [Fact]
    public async Task Nobody_else_may_look_into_a_folder_or_its_copy()
    {
        await FillAsync(1);
        string copy = Path.Combine(_root, "copy");
        await DataFolder.BackupAsync(Data, copy);

        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode OwnersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            Assert.Equal((OwnersAlone, OwnersAlone), (File.GetUnixFileMode(Data), File.GetUnixFileMode(copy)));
        }
    }

    [Fact]
    public async Task A_folder_in_use_is_not_checked()
    {
        await using Broker broker = new(new BrokerOptions { DataFolder = Data });

        DataFolderException refusal = Assert.Throws<DataFolderException>(() => DataFolder.Check(Data));
        Assert.Contains("a broker uses it; make a backup, and check that", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_data_folder_is_neither_checked_nor_copied()
    {
        DataFolderException refusal = Assert.Throws<DataFolderException>(() => DataFolder.Check(Data));
        Assert.Contains("there is no such folder", refusal.Message, StringComparison.Ordinal);
        refusal = await Assert.ThrowsAsync<DataFolderException>(() => DataFolder.BackupAsync(_root, Data));
        Assert.Contains("it is no data folder", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backups_of_a_broker_that_is_published_to_have_all_that_was_confirmed_before()
    {
        Broker broker = new(new BrokerOptions { DataFolder = Data, SegmentSize = 4096 });
        RawClient client = await ConnectAsync(broker);
        await client.DeclareAsync("q", durable: true);
        await client.SendAsync(1, new ConfirmSelect());
        await client.ExpectAsync(MethodId.ConfirmSelectOk);
        int confirmed = 0;
        using CancellationTokenSource stop = new();
        Task publishing = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await client.PublishAsync("q", Body(confirmed + 1), properties: Persistent);
                await client.ExpectAsync(MethodId.BasicAck);
                Volatile.Write(ref confirmed, confirmed + 1);
            }
        });
        List<(string Folder, int Least)> copies = [];
        for (int i = 0; i < 4; i++)
        {
            int least = Volatile.Read(ref confirmed) + 40;
            SpinWait.SpinUntil(() => Volatile.Read(ref confirmed) >= least || publishing.IsCompleted, TimeSpan.FromSeconds(60));
            int before = Volatile.Read(ref confirmed);
            DataFolderBackup backup = await DataFolder.BackupAsync(Data, Path.Combine(_root, $"copy {i}"));
            copies.Add((backup.Folder, before));
        }

        await stop.CancelAsync();
        await publishing;
        await client.DisposeAsync();
        await broker.DisposeAsync();

        foreach ((string folder, int least) in copies)
        {
            Assert.Empty(DataFolder.Check(folder).Damage);
            string[] texts = await DrainAsync(folder, new BrokerOptions());
            Assert.InRange(texts.Length, least, confirmed);
            Assert.Equal(Enumerable.Range(1, texts.Length).Select(Body), texts);
        }

        // What was taken out of the copies is still in the original, although they share files.
        Assert.Equal(confirmed, (await DrainAsync(Data, new BrokerOptions())).Length);
    }

    [Fact]
    public async Task A_backup_has_nothing_of_what_was_in_a_file_before()
    {
        KeptFolder.CopyTo(Data, "format-3");
        string copy = Path.Combine(_root, "copy");
        await DataFolder.BackupAsync(Data, copy);

        DataFolderReport report = DataFolder.Check(Data);
        Assert.True(report.Tail > 0);
        DataFolderReport copied = DataFolder.Check(copy);
        Assert.Equal((0L, 0), (copied.Tail, copied.Damage.Count));
        Assert.Equal(report.Queues, copied.Queues);
        Assert.DoesNotContain(Directory.EnumerateFiles(copy), static path => path.EndsWith(".new", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_a_backup_has_too_is_not_written_over()
    {
        string copy = Path.Combine(_root, "copy");
        await using (Broker broker = new(new BrokerOptions { DataFolder = Data, SegmentSize = 4096 }))
        {
            await using RawClient client = await ConnectAsync(broker);
            await client.DeclareAsync("q", durable: true);
            await PublishAsync(client, 50);
            Assert.True((await DataFolder.BackupAsync(Data, copy)).Linked > 3);
            string[] shared = [.. Directory.GetFiles(Data, "*.log").Order(StringComparer.Ordinal).SkipLast(1)];

            Assert.Equal(50, (await TextsAsync(client, "q")).Count);
            await PublishAsync(client, 10);
            Assert.True(SpinWait.SpinUntil(() => !shared.Any(File.Exists), TimeSpan.FromSeconds(60)));
            await PublishAsync(client, 50);
            Assert.Equal(60, (await TextsAsync(client, "q")).Count);
            await PublishAsync(client, 1);
        }

        DataFolderReport report = DataFolder.Check(Data);
        Assert.Equal((0, 0L, 1), (report.Damage.Count, report.Tail, Assert.Single(report.Queues).Messages));
        Assert.Empty(DataFolder.Check(copy).Damage);
        Assert.Equal(Enumerable.Range(1, 50).Select(Body), await DrainAsync(copy, new BrokerOptions()));
    }

    [Fact]
    public void Damage_in_a_compacted_segment_is_named_by_where_it_is_in_the_file()
    {
        KeptFolder.CopyTo(Data, "format-1");
        string file = Directory.EnumerateFiles(Data, "*.log").Order(StringComparer.Ordinal)
            .First(static path => File.ReadAllBytes(path).AsSpan().StartsWith(RecordFormat.CompactMagic));
        byte[] octets = File.ReadAllBytes(file);
        octets[^1] ^= 0x10;
        File.WriteAllBytes(file, octets);

        IReadOnlyList<DataFolderDamage> damage = DataFolder.Check(Data).Damage;

        Assert.Contains(damage, static one => one.Text.StartsWith("a message of queue", StringComparison.Ordinal));
        long offset = damage.Single(static one => one.Text.EndsWith("octets cannot be read", StringComparison.Ordinal)).Offset;
        Assert.All(damage, one => Assert.Equal((Path.GetFileName(file), offset), (one.File, one.Offset)));
    }

    [Fact]
    public async Task A_copy_is_made_in_an_empty_folder()
    {
        await FillAsync(1);
        DataFolderException refusal = await Assert.ThrowsAsync<DataFolderException>(() => DataFolder.BackupAsync(Data, Data));
        Assert.Contains("it is not empty", refusal.Message, StringComparison.Ordinal);
    }

    private static string Body(int number) => $"this is the message with number {number}." + new string('.', 400);

    private string Damage(string text)
    {
        byte[] looked = Encoding.UTF8.GetBytes(text + ".");
        string file = Directory.EnumerateFiles(Data, "*.log").Single(path => File.ReadAllBytes(path).AsSpan().IndexOf(looked) > 0);
        byte[] octets = File.ReadAllBytes(file);
        octets[octets.AsSpan().IndexOf(looked)] ^= 0x10;
        File.WriteAllBytes(file, octets);
        return file;
    }

    private static async Task<RawClient> ConnectAsync(Broker broker)
    {
        RawClient client = new(broker.Connect());
        await client.HandshakeAsync(new RawOptions());
        await client.OpenChannelAsync(1);
        return client;
    }

    private static async Task<List<string>> TextsAsync(RawClient client, string queue)
    {
        List<string> texts = [];
        while (await client.GetAsync(queue, noAck: true) is { } message)
        {
            texts.Add(message.Text);
        }

        return texts;
    }

    private static async Task<string[]> DrainAsync(string folder, BrokerOptions options)
    {
        await using Broker broker = new(options with { DataFolder = folder });
        await using RawClient client = await ConnectAsync(broker);
        return [.. await TextsAsync(client, "q")];
    }

    private async Task FillAsync(int count)
    {
        await using Broker broker = new(new BrokerOptions { DataFolder = Data, SegmentSize = 4096 });
        await using RawClient client = await ConnectAsync(broker);
        await client.DeclareAsync("q", durable: true);
        await PublishAsync(client, count);
    }

    private static async Task PublishAsync(RawClient client, int count)
    {
        await client.SendAsync(1, new ConfirmSelect());
        await client.ExpectAsync(MethodId.ConfirmSelectOk);
        for (int i = 1; i <= count; i++)
        {
            await client.PublishAsync("q", Body(i), properties: Persistent);
            await client.ExpectAsync(MethodId.BasicAck);
        }
    }
}
