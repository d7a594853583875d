using TypedAmqp.Broker;

namespace TypedAmqp.Testing;

/// <summary>How a <see cref="TestBroker"/> is set up.</summary>
public sealed record TestBrokerOptions
{
    /// <summary>The broker itself: users, virtual hosts, limits, the clock. Default: a broker as it comes, with the user <c>guest</c>.</summary>
    public BrokerOptions Broker { get; init; } = new();

    /// <summary>
    /// Whether <see cref="TestBroker.Log"/> keeps what is published and settled: every message, as long as the test runs. Default: no.
    /// </summary>
    public bool KeepLog { get; init; }

    /// <summary>
    /// Whether <see cref="TestBroker.Faults"/> can make things go wrong: each frame to a client within the process is then looked at. Default: no.
    /// </summary>
    public bool WithFaults { get; init; }

    /// <summary>
    /// Whether it also listens on a loopback port that is free, for clients by <see cref="TestBroker.Uri"/>. Without, only connections
    /// within the process reach it. Default: yes.
    /// </summary>
    public bool Listen { get; init; } = true;
}
