namespace TypedAmqp;

/// <summary>
/// Says that a method of a service has no reply: its caller goes on as soon as the broker has the request, which is kept until a server takes it. The
/// method returns a <see cref="Task"/> or <see cref="ValueTask"/> without a result.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OneWayAttribute : Attribute;
