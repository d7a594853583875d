using System.Buffers;
using System.Buffers.Binary;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests;

public sealed class MalformedTests : BrokerTest
{
    [Fact]
    public Task A_frame_with_a_wrong_end_is_a_frame_error() => RefuseAsync([8, 0, 0, 0, 0, 0, 0, 0xCD], ReplyCode.FrameError);

    [Fact]
    public Task An_unknown_frame_type_is_a_frame_error() => RefuseAsync([9, 0, 0, 0, 0, 0, 0, 0xCE], ReplyCode.FrameError);

    [Fact]
    public Task A_frame_beyond_what_was_agreed_is_a_frame_error() => RefuseAsync([1, 0, 1, 0x7F, 0xFF, 0xFF, 0xFF, 0], ReplyCode.FrameError);

    [Fact]
    public Task A_method_that_ends_too_early_is_a_frame_error() => RefuseAsync(MethodFrame(1, 50, 10, [0, 0, 5, (byte)'q']), ReplyCode.FrameError);

    [Fact]
    public Task A_publish_that_ends_too_early_is_a_frame_error() =>
        RefuseAsync(MethodFrame(1, 60, 40, [0, 0, 0, 5, (byte)'q']), ReplyCode.FrameError);

    [Fact]
    public Task A_publish_with_too_much_is_a_frame_error() => RefuseAsync(MethodFrame(1, 60, 40, [0, 0, 0, 0, 0, 0, 0]), ReplyCode.FrameError);

    [Fact]
    public Task A_method_that_nobody_knows_is_refused() => RefuseAsync(MethodFrame(1, 60, 99, []), null);

    [Fact]
    public Task A_method_that_only_servers_send_is_refused() => RefuseAsync(MethodFrame(1, 50, 41, [0, 0, 0, 0]), ReplyCode.CommandInvalid);

    [Fact]
    public Task A_method_that_has_no_business_on_channel_0_is_a_channel_error() =>
        RefuseAsync(MethodFrame(0, 10, 40, [1, (byte)'/', 0, 0]), ReplyCode.ChannelError);

    [Fact]
    public Task A_heartbeat_on_a_channel_is_unexpected() => RefuseAsync([8, 0, 1, 0, 0, 0, 0, 0xCE], ReplyCode.UnexpectedFrame);

    [Fact]
    public Task A_header_on_channel_0_is_a_frame_error() => RefuseAsync([2, 0, 0, 0, 0, 0, 0, 0xCE], ReplyCode.FrameError);

    [Fact]
    public Task A_header_with_a_weight_is_unexpected() =>
        RefuseAsync([.. Publish(), 2, 0, 1, 0, 0, 0, 14, 0, 60, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xCE], ReplyCode.UnexpectedFrame);

    [Fact]
    public Task A_body_without_a_method_is_unexpected() => RefuseAsync([3, 0, 1, 0, 0, 0, 1, 65, 0xCE], ReplyCode.UnexpectedFrame);

    [Fact]
    public Task A_method_where_a_header_must_follow_is_unexpected() =>
        RefuseAsync([.. Publish(), .. MethodFrame(1, 60, 10, [0, 0, 0, 0, 0, 0, 0])], ReplyCode.UnexpectedFrame);

    [Fact]
    public Task A_body_where_a_header_must_follow_is_unexpected() =>
        RefuseAsync([.. Publish(), 3, 0, 1, 0, 0, 0, 1, 65, 0xCE], ReplyCode.UnexpectedFrame);

    [Fact]
    public Task A_header_where_a_body_must_follow_is_unexpected() =>
        RefuseAsync([.. Publish(), .. Header(60, 5), .. Header(60, 5)], ReplyCode.UnexpectedFrame);

    [Fact]
    public Task A_header_of_another_class_is_unexpected() => RefuseAsync([.. Publish(), .. Header(50, 0)], ReplyCode.UnexpectedFrame);

    [Fact]
    public Task More_body_than_was_announced_is_unexpected() =>
        RefuseAsync([.. Publish(), .. Header(60, 1), 3, 0, 1, 0, 0, 0, 2, 65, 66, 0xCE], ReplyCode.UnexpectedFrame);

    [Fact]
    public Task Properties_that_end_too_early_are_a_syntax_error() =>
        RefuseAsync([.. Publish(), 2, 0, 1, 0, 0, 0, 15, 0, 60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0, 9, 0xCE], ReplyCode.SyntaxError);

    [Fact]
    public async Task A_body_too_large_for_anybody_closes_the_channel()
    {
        await Client.SendAsync([.. Publish(), .. Header(60, 1UL << 40)]);
        Assert.Equal(
            "PRECONDITION_FAILED - message size 1099511627776 is larger than configured max size 134217728",
            await Client.ExpectChannelCloseAsync(ReplyCode.PreconditionFailed));
    }

    [Fact]
    public async Task An_empty_body_frame_in_between_does_no_harm()
    {
        await Client.DeclareAsync("q");
        await Client.SendAsync([.. Publish(), .. Header(60, 2), .. Body(""), .. Body("A"), .. Body("B")]);
        Assert.Equal("AB", (await Client.GetAsync("q"))!.Text);
    }

    [Fact]
    public async Task Two_channels_may_send_their_messages_interleaved()
    {
        await Client.DeclareAsync("q");
        await Client.OpenChannelAsync(2);
        await Client.SendAsync([.. Publish(), .. Publish(2), .. Header(60, 1), .. Header(60, 1, 2), .. Body("B", 2), .. Body("A")]);
        string both = (await Client.GetAsync("q"))!.Text + (await Client.GetAsync("q"))!.Text;
        Assert.Equal("BA", both);
    }

    [Fact]
    public async Task One_who_breaks_off_in_the_middle_costs_nobody_else_anything()
    {
        await Client.DeclareAsync("q");
        await using RawClient other = await OpenAsync();
        await other.SendAsync([.. Publish(), .. Header(60, 1000), 3, 0, 1, 0, 0, 0, 100, 65]);
        await other.DisposeAsync();
        await Client.PublishAsync("q", "fine");
        Assert.Equal("fine", (await Client.GetAsync("q"))!.Text);
        Assert.Null(await Client.GetAsync("q"));
    }

    [Fact]
    public async Task After_an_error_everything_but_the_confirmation_is_ignored()
    {
        await Client.DeclareAsync("q");
        await using RawClient other = await OpenAsync();
        await other.SendAsync(1, new ChannelOpen());
        await other.ExpectAsync(MethodId.ConnectionClose, 0);
        await other.PublishAsync("q", "ignored");
        await other.SendAsync(0, new ConnectionCloseOk());
        await other.ExpectEndAsync();
        Assert.Null(await Client.GetAsync("q"));
    }

    private static byte[] MethodFrame(ushort channel, ushort classId, ushort method, byte[] arguments)
    {
        byte[] frame = new byte[12 + arguments.Length];
        frame[0] = 1;
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(1), channel);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(3), 4 + arguments.Length);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(7), classId);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(9), method);
        arguments.CopyTo(frame, 11);
        frame[^1] = 0xCE;
        return frame;
    }

    private static byte[] Publish(ushort channel = 1)
    {
        ArrayBufferWriter<byte> output = new();
        FrameWriter.WriteMethod(output, channel, new BasicPublish { RoutingKey = "q" });
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Header(ushort classId, ulong size, byte channel = 1)
    {
        byte[] frame = [2, 0, channel, 0, 0, 0, 14, 0, (byte)classId, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xCE];
        BinaryPrimitives.WriteUInt64BigEndian(frame.AsSpan(11), size);
        return frame;
    }

    private static byte[] Body(string text, byte channel = 1) =>
        [3, 0, channel, 0, 0, 0, (byte)text.Length, .. System.Text.Encoding.ASCII.GetBytes(text), 0xCE];

    private async Task RefuseAsync(byte[] octets, ReplyCode? code)
    {
        await using RawClient other = await OpenAsync();
        await Client.DeclareAsync("q");
        await other.SendAsync(octets);
        RawFrame frame = await other.ExpectAsync(MethodId.ConnectionClose, 0);
        ReplyCode actual = frame.As<ConnectionClose>().ReplyCode;
        Assert.True(code is null || code == actual, frame.Describe());
        await other.SendAsync(0, new ConnectionCloseOk());
        await other.ExpectEndAsync();
        await Client.ExpectNothingAsync();
    }
}
