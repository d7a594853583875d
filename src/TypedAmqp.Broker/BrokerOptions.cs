using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>How a <see cref="Broker"/> behaves. The defaults are RabbitMQ's where it has the setting.</summary>
public sealed record BrokerOptions
{
    private const int Mebibyte = 1024 * 1024;

    private readonly int? _maxMessageSize;

    /// <summary>
    /// Who may log in, besides those who were made in earlier lives of a broker with a data folder. Default: <c>guest</c> with password <c>guest</c>,
    /// from this machine only, until it is deleted or changed.
    /// </summary>
    public IReadOnlyList<BrokerUser> Users { get; init; } = [BrokerUser.Guest];

    /// <summary>
    /// What users may do. Who is not named here may do everything in every virtual host; who is, just that. Default: nobody is named.
    /// </summary>
    public IReadOnlyList<BrokerPermissions> Permissions { get; init; } = [];

    /// <summary>Names of the virtual hosts. Default: <c>/</c> alone.</summary>
    public IReadOnlyList<string> VirtualHosts { get; init; } = ["/"];

    /// <summary>Greatest frame that is agreed to, in octets, all of it counted; at least 4096. 0: no limit. Default: 131072.</summary>
    public uint FrameMax { get; init; } = FrameFormat.DefaultFrameMax;

    /// <summary>Most channels that a connection may have. 0: no limit. Default: 2047.</summary>
    public ushort ChannelMax { get; init; } = 2047;

    /// <summary>The interval of heartbeats that is proposed; whole seconds, zero proposes none. Default: 60 seconds.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Greatest body of a message, in octets. Default: 128 MiB, or, as RabbitMQ 4.2, 16 MiB.</summary>
    public int MaxMessageSize
    {
        get => _maxMessageSize ?? (Compatibility == Compatibility.RabbitMq310 ? 128 : 16) * Mebibyte;
        init => _maxMessageSize = value;
    }

    /// <summary>
    /// Memory that messages may hold, in octets, before those who publish have to wait. Default: two fifths of the memory that this process may use.
    /// </summary>
    public long MemoryHighWatermark { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 5 * 2;

    /// <summary>
    /// The folder that keeps durable queues, their persistent messages and the rest of the durable topology; created where it is not there. One
    /// broker at a time may use it. Default: null, and everything is in memory.
    /// </summary>
    public string? DataFolder { get; init; }

    /// <summary>
    /// Octets that must be free on the disk of the data folder, or those who publish have to wait. 0: none. Default: 50,000,000, as RabbitMQ's.
    /// </summary>
    public long DiskFreeLimit { get; init; } = 50_000_000;

    /// <summary>
    /// Octets after which a file of the data folder's log is full and another one begins, from 4096 to 1 GiB. What is settled goes file by file:
    /// smaller ones give room on the disk back sooner, and cost more files. Default: 64 MiB.
    /// </summary>
    public int SegmentSize { get; init; } = 64 * 1024 * 1024;

    /// <summary>
    /// Start also where a part of the data folder is damaged, and keep what can be read. The log says what was lost. Default: no, the broker does not
    /// start.
    /// </summary>
    public bool AcceptDamage { get; init; }

    /// <summary>
    /// How long a client may leave a delivery unacknowledged before its channel is closed (406). Looked at once a minute, or four times in a shorter
    /// one. Zero: for ever. Default: 30 minutes.
    /// </summary>
    public TimeSpan ConsumerTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The RabbitMQ that it behaves like, where versions differ. Default: 3.10.</summary>
    public Compatibility Compatibility { get; init; }

    /// <summary>
    /// What is deprecated and is to be as if it were gone, to find who still needs it (<c>deprecated_features.permit.* = false</c>). Only a 4.2 knows
    /// that. Default: nothing, as there.
    /// </summary>
    public DeprecatedFeatures Denied { get; init; }

    /// <summary>What holds for queues and exchanges by their names. Default: nothing.</summary>
    public IReadOnlyList<BrokerPolicy> Policies { get; init; } = [];

    /// <summary>What limits queues by their names, whatever their arguments and policies say. Default: nothing.</summary>
    public IReadOnlyList<BrokerPolicy> OperatorPolicies { get; init; } = [];

    /// <summary>The clock, for heartbeats, timeouts and the expiry of messages. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where it says who came and went, and whom it refused. Default: nowhere.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;
}
