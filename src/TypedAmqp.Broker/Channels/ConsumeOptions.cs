namespace TypedAmqp.Broker;

/// <summary>What the arguments of basic.consume ask for.</summary>
/// <param name="Priority">Consumers of a higher one come first (<c>x-priority</c>).</param>
/// <param name="From">Where it begins to read a stream (<c>x-stream-offset</c>).</param>
internal readonly record struct ConsumeOptions(long Priority, StreamOffset From);
