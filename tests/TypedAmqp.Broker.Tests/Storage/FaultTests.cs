using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests.Storage;

/// <summary>A disk that does not do what it is asked for.</summary>
public sealed class FaultTests : StoreTest
{
    private int _syncs;

    private static RawOptions WantsBlocked => new() { Capabilities = new FieldTable { ["connection.blocked"] = true } };

    [Fact]
    public async Task After_a_failed_sync_nothing_is_confirmed_any_more_and_publishers_wait()
    {
        await Client.DeclareAsync("q", durable: true);
        await SelectConfirmsAsync();
        Disk.Fault = static operation => operation.Kind == DiskOperationKind.Sync ? new IOException("Input/output error") : null;

        await Client.PublishAsync("q", "unsafe", properties: Persistent);

        Assert.Equal(1UL, (await Client.ExpectAsync(MethodId.BasicNack)).As<BasicNack>().DeliveryTag);
        Disk.Fault = null;
        RawClient other = await ConnectAsync(WantsBlocked);
        await other.PublishAsync("q", "waits", properties: Persistent);
        Assert.Equal("low on disk", (await other.ExpectAsync(MethodId.ConnectionBlocked)).As<ConnectionBlocked>().Reason.ToString());
        Assert.Equal("unsafe", (await Client.GetAsync("q"))!.Text);
    }

    [Fact]
    public async Task A_full_disk_blocks_publishers_lets_consumers_drain_and_goes_on_by_itself()
    {
        await Client.DisposeAsync();
        await Broker.DisposeAsync();
        await StartAsync(limits: new StoreLimits { FullDiskInterval = TimeSpan.FromMilliseconds(1) });
        await Client.DeclareAsync("q", durable: true);
        await PublishConfirmedAsync("q", "first");
        RawClient other = await ConnectToConfirmAsync();
        Disk.Fault = static operation => operation.Kind == DiskOperationKind.Write ? new DiskFullException("No space left on device") : null;

        await other.PublishAsync("q", "while full", properties: Persistent);
        await UntilAsync(() => Broker.Resources.Memory.IsDiskLow);
        await other.PublishAsync("q", "waits", properties: Persistent);
        await other.ExpectAsync(MethodId.ConnectionBlocked);
        Assert.Equal("first", (await Client.GetAsync("q", noAck: true))!.Text);
        Disk.Fault = null;

        ulong confirmed = 0;
        while (confirmed < 2)
        {
            RawFrame frame = await other.ReadAsync();
            confirmed = frame.Id == MethodId.BasicAck ? frame.As<BasicAck>().DeliveryTag : confirmed;
        }

        await CrashAsync(Crash.PowerLoss);
        Assert.Equal(["while full", "waits"], (await TextsAsync("q")).Except(["first"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task On_a_full_disk_consumers_make_room_themselves(bool killed)
    {
        const long capacity = 12_000;
        StoreLimits limits = SmallSegments with { FullDiskInterval = TimeSpan.FromMilliseconds(1), Reserve = 4_000 };
        await Client.DisposeAsync();
        await Broker.DisposeAsync();
        Disk.Capacity = capacity;
        await StartAsync(limits: limits);
        await Client.DeclareAsync("q", durable: true);
        RawClient other = await ConnectToConfirmAsync();
        int published = 0;
        while (!Broker.Resources.Memory.IsDiskLow)
        {
            // The one for which there is no room is written where the reserve was.
            await other.PublishAsync("q", $"{published++}", properties: Persistent);
            await other.ExpectAsync(MethodId.BasicAck);
        }

        ulong before = (ulong)published;
        if (killed)
        {
            // The reserve is gone: what is left of it may not go to publishers.
            Disk = Disk.After(Crash.Kill);
            Disk.Capacity = capacity;
            await StartAsync(limits: limits);
            Assert.True(Broker.Resources.Memory.IsDiskLow);
            other = await ConnectToConfirmAsync();
            before = 0;
        }

        await other.PublishAsync("q", "waits", properties: Persistent);
        await other.ExpectAsync(MethodId.ConnectionBlocked);
        for (int i = 0; i < published; i++)
        {
            RawMessage message = (await Client.GetAsync("q"))!;
            Assert.Equal($"{i}", message.Text);
            await Client.AckAsync(message.Tag);
        }

        await Client.QosAsync(0);
        ulong confirmed = 0;
        while (confirmed < before + 1)
        {
            RawFrame frame = await other.ReadAsync();
            confirmed = frame.Id == MethodId.BasicAck ? frame.As<BasicAck>().DeliveryTag : confirmed;
        }

        await UntilAsync(() => !Broker.Resources.Memory.IsDiskLow);
        await CrashAsync(Crash.Kill);
        Assert.Equal(["waits"], await TextsAsync("q"));
    }

    [Fact]
    public async Task Publishers_wait_while_less_is_free_than_is_to_be()
    {
        await Client.DisposeAsync();
        await Broker.DisposeAsync();
        Disk.Free = 99;
        await StartAsync(limits: new StoreLimits { FreeDisk = 100 });
        RawClient other = await ConnectAsync(WantsBlocked);
        await other.DeclareAsync("q", durable: true);

        await other.PublishAsync("q", "waits", properties: Persistent);
        await other.ExpectAsync(MethodId.ConnectionBlocked);
        Disk.Free = 100;

        await other.ExpectAsync(MethodId.ConnectionUnblocked);
        Assert.Equal("waits", (await other.GetAsync("q"))!.Text);
    }

    [Fact]
    public async Task A_broker_ends_on_a_full_disk()
    {
        await RestartAsync(limits: SmallSegments);
        await Client.DeclareAsync("q", durable: true);
        await PublishConfirmedAsync("q", [.. Enumerable.Range(0, 30).Select(static i => $"message {i}")]);
        await UntilAsync(() => Disk.List().Any(static name => name.EndsWith(".index", StringComparison.Ordinal)));
        Disk.Fault = static operation => operation.Kind == DiskOperationKind.Write ? new DiskFullException("No space left on device") : null;
        Assert.Equal(30, (await TextsAsync("q")).Length);
        await UntilAsync(() => Broker.Resources.Memory.IsDiskLow);
        await Client.DisposeAsync();

        await Broker.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));

        await CrashAsync(Crash.Kill, SmallSegments);
        Assert.Equal("message 29", (await TextsAsync("q"))[^1]);
    }

    [Fact]
    public async Task A_sync_that_failed_for_another_thread_is_final_too()
    {
        CommitLog log = await FailFirstSyncAsync();

        // Here the segment becomes full, and is synced.
        Fill(log, SmallSegments.SegmentSize);
        long before = log.Committed;
        log.Write();
        Assert.Equal(1, _syncs);
        Fill(log, 1);
        await Client.DisposeAsync();
        await Broker.DisposeAsync();

        Assert.Equal(before, log.Committed);
        await Assert.ThrowsAsync<IOException>(() => log.CommittedAsync(before + 1));
    }

    [Fact]
    public async Task A_failure_of_which_one_thread_is_told_while_another_syncs_counts_for_both()
    {
        CommitLog log = await FailFirstSyncAsync();
        using ManualResetEventSlim arrived = new();
        using ManualResetEventSlim leave = new();
        Thread? first = null;
        Disk.Syncing = () =>
        {
            if (Interlocked.CompareExchange(ref first, Thread.CurrentThread, null) is null)
            {
                arrived.Set();
                leave.Wait(TimeSpan.FromSeconds(60));
            }
        };
        Fill(log, 1);
        long before = log.Committed;
        Task committed = log.CommittedAsync(log.Appended);
        Assert.True(arrived.Wait(TimeSpan.FromSeconds(60)));

        // The other one would be told first; it has to wait for its turn.
        Fill(log, SmallSegments.SegmentSize);
        Task other = Task.Run(log.Write);
        SpinWait.SpinUntil(() => other.IsCompleted, 100);
        leave.Set();

        await Assert.ThrowsAsync<IOException>(() => committed);
        await other;
        await Client.DisposeAsync();
        await Broker.DisposeAsync();
        Assert.Equal(before, log.Committed);
    }

    [Theory]
    [InlineData(".index.new")]
    [InlineData(".log.new")]
    public async Task What_is_unfinished_takes_no_room_on_a_full_disk(string unfinished)
    {
        await RestartAsync(limits: new StoreLimits { SegmentSize = 8_000, SmallestToCompact = 100 });
        await Client.DeclareAsync("q", durable: true);
        Disk.Fault = operation => operation.Kind == DiskOperationKind.Write && HasUnfinished()
            ? new DiskFullException("No space left on device")
            : null;
        await PublishConfirmedAsync("q", "long-lived", new string('x', 6_000));
        Assert.Equal("long-lived", (await Client.GetAsync("q"))!.Text);
        Assert.NotNull(await Client.GetAsync("q", noAck: true));

        await Client.PublishAsync("q", new string('y', 6_000), properties: Persistent);

        await UntilAsync(() => Broker.Resources.Memory.IsDiskLow);
        await UntilAsync(() => !HasUnfinished());

        bool HasUnfinished() => Disk.List().Any(name => name.EndsWith(unfinished, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_failed_transaction_ends_the_connection()
    {
        await Client.DeclareAsync("q", durable: true);
        await Client.SendAsync(1, new TxSelect());
        await Client.ExpectAsync(MethodId.TxSelectOk);
        Disk.Fault = static operation => operation.Kind == DiskOperationKind.Sync ? new IOException("Input/output error") : null;
        await Client.PublishAsync("q", "unsafe", properties: Persistent);
        await Client.SendAsync(1, new TxCommit());
        await Client.ExpectCloseAsync(ReplyCode.InternalError);
    }

    // Nothing is synced but what a test syncs; the first time the disk fails.
    private async Task<CommitLog> FailFirstSyncAsync()
    {
        await RestartAsync(limits: SmallSegments with { SyncInterval = TimeSpan.FromHours(1) });
        Disk.Fault = operation => operation.Kind == DiskOperationKind.Sync && Interlocked.Increment(ref _syncs) == 1
            ? new IOException("Input/output error")
            : null;
        return Broker.Resources.Log!;
    }

    private async Task<RawClient> ConnectToConfirmAsync()
    {
        RawClient client = await ConnectAsync(WantsBlocked);
        await client.SendAsync(1, new ConfirmSelect());
        await client.ExpectAsync(MethodId.ConfirmSelectOk);
        return client;
    }
}
