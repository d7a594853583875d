using TypedAmqp.Protocol;

namespace TypedAmqp.Server.Management;

/// <summary>A consumer.</summary>
internal sealed record ConsumerView(
    FieldTable Arguments, bool AckRequired, bool Active, string ActivityStatus, ChannelDetails ChannelDetails, string ConsumerTag, bool Exclusive,
    int PrefetchCount,
    QueueName Queue);
