using System.Globalization;

namespace TypedAmqp.Tests.Typed;

[Message("step")]
public sealed record Step(int Job, int Number);

[Message("halt", Format = MessageFormat.Text)]
public sealed record Halt(string Reason);

/// <summary>A contract that is a value: reading and handling it allocates nothing.</summary>
[Message("tick", Format = MessageFormat.Text)]
public readonly record struct Tick(int Number) : IUtf8SpanFormattable, IUtf8SpanParsable<Tick>
{
    public static Tick Parse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider) => new(int.Parse(utf8Text, CultureInfo.InvariantCulture));

    public static bool TryParse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider, out Tick result)
    {
        bool parsed = int.TryParse(utf8Text, CultureInfo.InvariantCulture, out int number);
        result = new Tick(number);
        return parsed;
    }

    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        Number.TryFormat(utf8Destination, out bytesWritten, format, CultureInfo.InvariantCulture);

    public override string ToString() => Number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The steps of a job are kept in order, and those of others go on beside them.</summary>
[Queue("steps")]
[Sends<Step>]
[Sends<Halt>]
[OrderBy(nameof(Step.Job), nameof(Halt.Reason))]
public partial class Steps;

[Queue("ticks")]
[Sends<Tick>]
[OrderBy(nameof(Tick.Number))]
public partial class Ticks;

/// <summary>In no order, so that batches may be handled beside each other.</summary>
[Queue("plain-ticks")]
[Sends<Tick>]
public partial class PlainTicks;
