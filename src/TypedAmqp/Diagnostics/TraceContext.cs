using System.Buffers;
using System.Diagnostics;
using System.Text;
using TypedAmqp.Generated;
using TypedAmqp.Protocol;

namespace TypedAmqp.Diagnostics;

/// <summary>
/// The context of a trace in the headers of messages: <c>traceparent</c>, <c>tracestate</c> and <c>baggage</c> as W3C has them, or what the program's
/// <see cref="DistributedContextPropagator"/> makes of it.
/// </summary>
internal static class TraceContext
{
    /// <summary>Adds the fields of the current span to the headers of a message, if there is one.</summary>
    public static void Inject(PublishBuffer buffer)
    {
        if (Activity.Current is Activity current)
        {
            DistributedContextPropagator.Current.Inject(
                current,
                buffer.HeaderFields,
                static (carrier, name, value) => new HeaderBuilder((IBufferWriter<byte>)carrier!).AddText(Encoding.UTF8.GetBytes(name), value));
        }
    }

    /// <summary>The span in which a message was published; null when it does not say.</summary>
    public static ActivityContext? Of(in ReceivedMessage message)
    {
        if (!message.Properties.HasHeaders)
        {
            return null;
        }

        DistributedContextPropagator.Current.ExtractTraceIdAndState(message, Read, out string? parent, out string? state);
        return ActivityContext.TryParse(parent, state, isRemote: true, out ActivityContext context) ? context : null;
    }

    /// <summary>Starts a span whose parent is that in which a message was published.</summary>
    public static Activity? Start(ActivitySource source, string name, ActivityKind kind, in ReceivedMessage message)
    {
        Activity? activity = source.StartActivity(name, kind, Of(in message) ?? default);
        if (activity is not null && message.Properties.HasHeaders)
        {
            foreach ((string key, string? value) in DistributedContextPropagator.Current.ExtractBaggage(message, Read) ?? [])
            {
                activity.AddBaggage(key, value);
            }
        }

        return activity;
    }

    private static void Read(object? carrier, string name, out string? value, out IEnumerable<string>? values)
    {
        values = null;
        value = null;
        try
        {
            if (((ReceivedMessage)carrier!).Properties.Headers.TryGet(Encoding.UTF8.GetBytes(name), out FieldValueView field)
                && field.TryGetString(out LongString text))
            {
                value = Encoding.UTF8.GetString(text.Octets);
            }
        }
        catch (AmqpException)
        {
            // Headers that cannot be read have no context. Whoever needs them will say so.
            value = null;
        }
    }
}
