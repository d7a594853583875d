namespace TypedAmqp;

/// <summary>
/// What traces and metrics are called, as in <c>tracing.AddSource(TypedAmqpTelemetry.Name)</c> and <c>metrics.AddMeter(TypedAmqpTelemetry.Name)</c>.
/// </summary>
public static class TypedAmqpTelemetry
{
    /// <summary>
    /// The name of the <see cref="System.Diagnostics.ActivitySource"/> and of the <see cref="System.Diagnostics.Metrics.Meter"/>. They follow the
    /// semantic conventions of OpenTelemetry for messaging and for RabbitMQ. As long as nobody listens, they cost nothing.
    /// </summary>
    public const string Name = "TypedAmqp";
}
