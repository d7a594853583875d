namespace TypedAmqp;

/// <summary>
/// Says that this assembly, with those it references, is the whole world of messages: whoever publishes to or consumes from the declared
/// entities is known here. The compiler then also checks reachability: keys that nothing catches, bindings that nothing matches, contracts
/// that nobody handles.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class ClosedTopologyAttribute : Attribute;
