using System.IO.Pipelines;
using TypedAmqp.Transports;

namespace TypedAmqp.Testing;

/// <summary>A transport within the process whose client tells when it is at work, and meets the faults of the test, where it has some.</summary>
internal sealed class TestTransport(IDuplexPipe pipe, TestFaults? faults, ClientWork work) : IDuplexPipe, IWorkCounter
{
    public PipeReader Input { get; } = faults is null ? pipe.Input : new FaultyReader(pipe.Input, faults, work);

    public PipeWriter Output => pipe.Output;

    public void Begin() => work.Begin();

    public void End() => work.End();
}
