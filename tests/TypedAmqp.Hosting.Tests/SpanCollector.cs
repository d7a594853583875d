using System.Diagnostics;
using System.Threading.Channels;
using OpenTelemetry;

namespace TypedAmqp.Hosting.Tests;

/// <summary>The spans that OpenTelemetry gets of one trace, as they end.</summary>
internal sealed class SpanCollector(ActivityTraceId trace) : BaseProcessor<Activity>
{
    private readonly Channel<Activity> _ended = Channel.CreateUnbounded<Activity>();

    public override void OnEnd(Activity data)
    {
        if (data.TraceId == trace)
        {
            _ended.Writer.TryWrite(data);
        }
    }

    public async Task<Dictionary<string, Activity>> TakeAsync(int count, CancellationToken cancellationToken)
    {
        Dictionary<string, Activity> spans = [];
        for (int i = 0; i < count; i++)
        {
            Activity span = await _ended.Reader.ReadAsync(cancellationToken);
            spans.Add(span.DisplayName, span);
        }

        return spans;
    }
}
