using TypedAmqp.Fuzzing.Input;

namespace TypedAmqp.Protocol.Tests.Content;

/// <summary>The fourteen properties in both directions, against what pika and py-amqp encode, and in every combination.</summary>
public sealed class BasicPropertiesTests
{
    private static readonly BasicProperties All = new()
    {
        ContentType = "application/json",
        ContentEncoding = "gzip",
        Headers = new FieldTable
        {
            ["x-max-length"] = 1000,
            ["x-overflow"] = "reject-publish",
            ["x-nested"] = new FieldTable { ["yes"] = true, ["no"] = false },
        },
        DeliveryMode = DeliveryMode.Persistent,
        Priority = 9,
        CorrelationId = "c-1",
        ReplyTo = "amq.rabbitmq.reply-to",
        Expiration = "60000",
        MessageId = "m-1",
        Timestamp = DateTimeOffset.FromUnixTimeSeconds(1700000000),
        Type = "order.placed",
        UserId = "guest",
        AppId = "shop",
        ClusterId = "rabbit",
    };

    // In the order of the wire: the name, the flag, a sample with this property alone, and how to see that it is there.
    private static readonly (string Name, BasicPropertyFlags Flag, BasicProperties Alone)[] Each =
    [
        ("content-type", BasicPropertyFlags.ContentType, new() { ContentType = All.ContentType }),
        ("content-encoding", BasicPropertyFlags.ContentEncoding, new() { ContentEncoding = All.ContentEncoding }),
        ("headers", BasicPropertyFlags.Headers, new() { Headers = All.Headers }),
        ("delivery-mode", BasicPropertyFlags.DeliveryMode, new() { DeliveryMode = All.DeliveryMode }),
        ("priority", BasicPropertyFlags.Priority, new() { Priority = All.Priority }),
        ("correlation-id", BasicPropertyFlags.CorrelationId, new() { CorrelationId = All.CorrelationId }),
        ("reply-to", BasicPropertyFlags.ReplyTo, new() { ReplyTo = All.ReplyTo }),
        ("expiration", BasicPropertyFlags.Expiration, new() { Expiration = All.Expiration }),
        ("message-id", BasicPropertyFlags.MessageId, new() { MessageId = All.MessageId }),
        ("timestamp", BasicPropertyFlags.Timestamp, new() { Timestamp = All.Timestamp }),
        ("type", BasicPropertyFlags.Type, new() { Type = All.Type }),
        ("user-id", BasicPropertyFlags.UserId, new() { UserId = All.UserId }),
        ("app-id", BasicPropertyFlags.AppId, new() { AppId = All.AppId }),
        ("cluster-id", BasicPropertyFlags.ClusterId, new() { ClusterId = All.ClusterId }),
    ];

    [Fact]
    public void WritesWhatOthersWrite()
    {
        Assert.Equal(Convert.ToHexString(Golden.Properties["all"]), Convert.ToHexString(All.Encode()));
        Assert.Equal(Convert.ToHexString(Golden.Properties["none"]), Convert.ToHexString(BasicProperties.Empty.Encode()));
        Assert.Equal(Each.Length + 2, Golden.Properties.Count);
        foreach ((string name, _, BasicProperties alone) in Each)
        {
            Assert.Equal(Convert.ToHexString(Golden.Properties[name]), Convert.ToHexString(alone.Encode()));
        }
    }

    [Fact]
    public void ReadsWhatOthersWrite()
    {
        AssertEqual(All, BasicProperties.Read(new BasicPropertiesView(Golden.Properties["all"])));
        Assert.Same(BasicProperties.Empty, BasicProperties.Read(new BasicPropertiesView(Golden.Properties["none"])));
        foreach ((string name, BasicPropertyFlags flag, BasicProperties alone) in Each)
        {
            BasicPropertiesView view = new(Golden.Properties[name]);
            Assert.Equal(flag, view.Flags);
            AssertEqual(alone, BasicProperties.Read(view));
        }
    }

    [Fact]
    public void EveryCombinationReadsAsItWasWritten()
    {
        for (int combination = 0; combination < 1 << 14; combination++)
        {
            BasicPropertyFlags flags = (BasicPropertyFlags)(combination << 2);
            BasicProperties properties = Only(flags);
            byte[] octets = properties.Encode();
            Assert.Equal(properties.Size, octets.Length);
            BasicPropertiesView view = new(octets);
            Assert.Equal(flags, view.Flags);
            AssertViewHasWhatAllHas(view);
            view.Validate();
            AssertEqual(properties, BasicProperties.Read(view));
        }
    }

    [Fact]
    public void RandomValuesRoundTrip()
    {
        for (int i = 0; i < 5000; i++)
        {
            BasicProperties properties = RandomValues.Properties(DeterministicRandom.ForIteration(seed: 3, i));
            byte[] octets = properties.Encode();
            BasicProperties read = BasicProperties.Read(new BasicPropertiesView(octets));
            AssertEqual(properties, read);
            Assert.True(octets.AsSpan().SequenceEqual(read.Encode()), $"Round {i} of seed 3.");
        }
    }

    [Fact]
    public void AStringOf256OctetsIsRefused()
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => new BasicProperties { AppId = new string('x', 256) }.Encode());
        Assert.Contains("255", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new BasicProperties { Timestamp = DateTimeOffset.MinValue }.Encode());
    }

    private static BasicProperties Only(BasicPropertyFlags flags) => new()
    {
        ContentType = flags.HasFlag(BasicPropertyFlags.ContentType) ? All.ContentType : null,
        ContentEncoding = flags.HasFlag(BasicPropertyFlags.ContentEncoding) ? All.ContentEncoding : null,
        Headers = flags.HasFlag(BasicPropertyFlags.Headers) ? All.Headers : null,
        DeliveryMode = flags.HasFlag(BasicPropertyFlags.DeliveryMode) ? All.DeliveryMode : null,
        Priority = flags.HasFlag(BasicPropertyFlags.Priority) ? All.Priority : null,
        CorrelationId = flags.HasFlag(BasicPropertyFlags.CorrelationId) ? All.CorrelationId : null,
        ReplyTo = flags.HasFlag(BasicPropertyFlags.ReplyTo) ? All.ReplyTo : null,
        Expiration = flags.HasFlag(BasicPropertyFlags.Expiration) ? All.Expiration : null,
        MessageId = flags.HasFlag(BasicPropertyFlags.MessageId) ? All.MessageId : null,
        Timestamp = flags.HasFlag(BasicPropertyFlags.Timestamp) ? All.Timestamp : null,
        Type = flags.HasFlag(BasicPropertyFlags.Type) ? All.Type : null,
        UserId = flags.HasFlag(BasicPropertyFlags.UserId) ? All.UserId : null,
        AppId = flags.HasFlag(BasicPropertyFlags.AppId) ? All.AppId : null,
        ClusterId = flags.HasFlag(BasicPropertyFlags.ClusterId) ? All.ClusterId : null,
    };

    // What is there has the value of the sample, what is not there is empty.
    private static void AssertViewHasWhatAllHas(BasicPropertiesView view)
    {
        Assert.Equal(view.HasContentType ? All.ContentType : "", view.ContentType.ToString());
        Assert.Equal(view.HasContentEncoding ? All.ContentEncoding : "", view.ContentEncoding.ToString());
        Assert.Equal(view.HasHeaders ? 3 : 0, view.Headers.ToFieldTable().Count);
        Assert.Equal(view.HasDeliveryMode ? DeliveryMode.Persistent : default, view.DeliveryMode);
        Assert.Equal(view.HasPriority ? 9 : 0, view.Priority);
        Assert.Equal(view.HasCorrelationId ? All.CorrelationId : "", view.CorrelationId.ToString());
        Assert.Equal(view.HasReplyTo ? All.ReplyTo : "", view.ReplyTo.ToString());
        Assert.Equal(view.HasExpiration ? All.Expiration : "", view.Expiration.ToString());
        Assert.Equal(view.HasMessageId ? All.MessageId : "", view.MessageId.ToString());
        Assert.Equal(view.HasTimestamp ? All.Timestamp : DateTimeOffset.UnixEpoch, view.Timestamp);
        Assert.Equal(view.HasType ? All.Type : "", view.Type.ToString());
        Assert.Equal(view.HasUserId ? All.UserId : "", view.UserId.ToString());
        Assert.Equal(view.HasAppId ? All.AppId : "", view.AppId.ToString());
        Assert.Equal(view.HasClusterId ? All.ClusterId : "", view.ClusterId.ToString());
    }

    // Tables are not equal by value; their octets are.
    private static void AssertEqual(BasicProperties expected, BasicProperties actual)
    {
        Assert.Equal(expected.Headers?.Encode(), actual.Headers?.Encode());
        Assert.Equal(expected with { Headers = null }, actual with { Headers = null });
    }
}
