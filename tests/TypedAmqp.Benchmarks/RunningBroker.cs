using TypedAmqp.Peers;

namespace TypedAmqp.Benchmarks;

/// <summary>A broker that somebody else started, and keeps.</summary>
internal sealed class RunningBroker(int port) : BrokerProcess
{
    public override string Name => "RabbitMQ";

    public override int Port => port;

    public override int ProcessId => throw new InvalidOperationException("The process of a broker that was running already is not known.");

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
