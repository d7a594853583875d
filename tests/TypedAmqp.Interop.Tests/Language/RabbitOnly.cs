namespace TypedAmqp.Interop.Tests.Language;

/// <summary>Every argument that RabbitMQ 3.10 takes, also those that this repository's broker does not do.</summary>
[Exchange("all-hashed", ExchangeType.ConsistentHash, HashHeader = "tenant", Topology = "rabbit-only")]
[Publishes<TenantJob>]
[AlternateExchange<Lost>]
public partial class Hashed;

[Message("tenant-job")]
public sealed record TenantJob([property: Header("tenant")] string Tenant, int Number);

[Exchange("all-hashed-by-id", ExchangeType.ConsistentHash, HashProperty = "message_id", Topology = "rabbit-only")]
public partial class HashedById;

[Exchange("all-modulus", ExchangeType.ModulusHash, Topology = "rabbit-only")]
public partial class Modulus;

[Exchange("all-random", ExchangeType.Random, Topology = "rabbit-only")]
public partial class RandomOne;

[Exchange("all-history", ExchangeType.RecentHistory, Topology = "rabbit-only")]
public partial class History;

[Exchange("all-lost", ExchangeType.Fanout, Durable = false, AutoDelete = true, Internal = true, Topology = "rabbit-only")]
[Binding<History>]
public partial class Lost;

[Queue("all-lost", Durable = false, Exclusive = true, Expires = Duration.Minute, MessageTtl = Duration.Second, Topology = "rabbit-only")]
[Binding<Lost>]
public partial class LostJobs;

[Queue("all-classic", MaxLength = 1000, MaxLengthBytes = 1_000_000, Overflow = QueueOverflow.RejectPublishDeadLetter, MaxPriority = 5,
    SingleActiveConsumer = true,
    Lazy = true, StorageVersion = 2, Purpose = QueuePurpose.Inspected, Topology = "rabbit-only")]
[Binding<Hashed>("1")]
[DeadLetter<ParkedJobs>]
public partial class ClassicJobs;

[Queue("all-quorum", QueueType.Quorum, DeliveryLimit = 5, MaxLength = 1000, Overflow = QueueOverflow.RejectPublish, MaxInMemoryLength = 10,
    MaxInMemoryBytes = 1_000_000, InitialGroupSize = 1, LeaderLocator = QueueLeaderLocator.Balanced, SingleActiveConsumer = true,
    Purpose = QueuePurpose.Inspected, Topology = "rabbit-only")]
[Binding<Hashed>("2")]
[DeadLetter<ParkedJobs>(AtLeastOnce = true)]
public partial class QuorumJobs;

[Queue("all-parked", Purpose = QueuePurpose.Inspected, Topology = "rabbit-only")]
public partial class ParkedJobs;
