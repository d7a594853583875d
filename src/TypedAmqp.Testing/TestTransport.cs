using System.IO.Pipelines;
using TypedAmqp.Transports;

namespace TypedAmqp.Testing;

/// <summary>A transport within the process whose client tells when it is at work.</summary>
internal sealed class TestTransport(IDuplexPipe pipe, ClientWork work) : IDuplexPipe, IWorkCounter
{
    public PipeReader Input => pipe.Input;

    public PipeWriter Output => pipe.Output;

    public void Begin() => work.Begin();

    public void End() => work.End();
}
