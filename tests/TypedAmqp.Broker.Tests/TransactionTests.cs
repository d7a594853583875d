using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests;

public sealed class TransactionTests : BrokerTest
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Client.DeclareAsync("q");
        await Client.SendAsync(1, new TxSelect());
        await Client.ExpectAsync(MethodId.TxSelectOk);
    }

    [Fact]
    public async Task Publishes_arrive_with_the_commit()
    {
        await Client.PublishAsync("q", "one", properties: new BasicProperties { Type = "t" });
        await Client.PublishAsync("q", "two");
        Assert.Equal(0, (await Client.InspectAsync("q")).Messages);
        await CommitAsync();
        Assert.Equal(2, (await Client.InspectAsync("q")).Messages);
        RawMessage? message = await Client.GetAsync("q");
        Assert.Equal(("one", "t"), (message!.Text, message.Properties.Type));
    }

    [Fact]
    public async Task Publishes_vanish_with_the_rollback()
    {
        await Client.PublishAsync("q", "one");
        await Client.SendAsync(1, new TxRollback());
        await Client.ExpectAsync(MethodId.TxRollbackOk);
        await Client.PublishAsync("q", "two");
        await CommitAsync();
        Assert.Equal("two", (await Client.GetAsync("q"))!.Text);
        Assert.Null(await Client.GetAsync("q"));
    }

    [Fact]
    public async Task Acks_count_with_the_commit()
    {
        await Client.PublishAsync("q", "one");
        await CommitAsync();
        await Client.GetAsync("q");
        await Client.AckAsync(1);
        await CommitAsync();
        await CloseChannelAsync();
        Assert.Null(await Client.GetAsync("q"));
    }

    [Fact]
    public async Task Acks_that_were_not_committed_never_were()
    {
        await Client.PublishAsync("q", "one");
        await CommitAsync();
        await Client.GetAsync("q");
        await Client.AckAsync(1);
        await CloseChannelAsync();
        Assert.True((await Client.GetAsync("q"))!.Redelivered);
    }

    [Fact]
    public async Task After_a_rollback_a_message_can_be_acked_again()
    {
        await Client.PublishAsync("q", "one");
        await Client.PublishAsync("q", "two");
        await CommitAsync();
        await Client.GetAsync("q");
        await Client.GetAsync("q");
        await Client.AckAsync(1);
        await Client.SendAsync(1, new TxRollback());
        await Client.ExpectAsync(MethodId.TxRollbackOk);
        await Client.AckAsync(2, multiple: true);
        await CommitAsync();
        await CloseChannelAsync();
        Assert.Null(await Client.GetAsync("q"));
    }

    [Fact]
    public async Task A_mandatory_message_comes_back_before_the_commit_is_confirmed()
    {
        await Client.PublishAsync("nobody", "back", mandatory: true);
        await Client.ExpectNothingAsync();
        await Client.SendAsync(1, new TxCommit());
        await Client.ReadContentAsync(await Client.ExpectAsync(MethodId.BasicReturn));
        await Client.ExpectAsync(MethodId.TxCommitOk);
    }

    [Fact]
    public async Task A_transactional_channel_cannot_confirm()
    {
        await Client.SendAsync(1, new ConfirmSelect());
        Assert.Equal(
            "PRECONDITION_FAILED - cannot switch from tx to confirm mode", await Client.ExpectChannelCloseAsync(ReplyCode.PreconditionFailed));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_channel_must_be_transactional(bool commit)
    {
        await Client.OpenChannelAsync(2);
        await (commit ? Client.SendAsync(2, new TxCommit()) : Client.SendAsync(2, new TxRollback()));
        Assert.Equal("PRECONDITION_FAILED - channel is not transactional", await Client.ExpectChannelCloseAsync(ReplyCode.PreconditionFailed, 2));
    }

    [Fact]
    public async Task A_queue_is_found_by_its_name_when_the_transaction_is_committed()
    {
        await using RawClient other = await OpenAsync();
        await Client.PublishAsync("q", "one");
        await Client.PublishAsync("new", "two");
        await Client.PublishAsync("bound", "three", exchange: "amq.fanout");
        Assert.Equal(0, (await Client.InspectAsync("q")).Messages);
        await DeleteAsync(other, "q");
        await other.DeclareAsync("q");
        await other.DeclareAsync("new");
        await CommitAsync();

        Assert.Equal(((1, 0), (1, 0)), (await other.InspectAsync("q"), await other.InspectAsync("new")));
    }

    [Fact]
    public async Task A_mandatory_message_comes_back_when_its_queue_is_gone_by_the_commit()
    {
        await using RawClient other = await OpenAsync();
        await Client.PublishAsync("q", "one", mandatory: true);
        Assert.Equal(0, (await Client.InspectAsync("q")).Messages);
        await DeleteAsync(other, "q");
        await Client.SendAsync(1, new TxCommit());

        Assert.Equal("one", (await Client.ReadContentAsync(await Client.ExpectAsync(MethodId.BasicReturn))).Text);
        await Client.ExpectAsync(MethodId.TxCommitOk);
    }

    private static async Task DeleteAsync(RawClient client, string queue)
    {
        await client.SendAsync(1, new QueueDelete { Queue = queue });
        await client.ExpectAsync(MethodId.QueueDeleteOk);
    }

    private async Task CommitAsync()
    {
        await Client.SendAsync(1, new TxCommit());
        await Client.ExpectAsync(MethodId.TxCommitOk);
    }

    private async Task CloseChannelAsync()
    {
        await Client.SendAsync(1, new ChannelClose { ReplyCode = ReplyCode.Success, ReplyText = "" });
        await Client.ExpectAsync(MethodId.ChannelCloseOk);
        await Client.OpenChannelAsync(1);
    }
}
