using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>What the arguments of basic.consume ask for.</summary>
/// <param name="Priority">Consumers of a higher one come first (<c>x-priority</c>).</param>
/// <param name="From">Where it begins to read a stream (<c>x-stream-offset</c>).</param>
/// <param name="Credit">How many deliveries it may have until it is given more (<c>x-credit</c>); null: no limit.</param>
/// <param name="Filter">Which messages of a stream it is for (<c>x-stream-filter</c>); null: all.</param>
/// <param name="Arguments">All of them; null: none.</param>
internal readonly record struct ConsumeOptions(long Priority, StreamOffset From, long? Credit, StreamFilter? Filter, FieldTable? Arguments);
