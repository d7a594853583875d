namespace TypedAmqp.Generators.Routing;

/// <summary>One binding in the graph.</summary>
/// <param name="Label">What stands on the arrow for people: the binding key.</param>
/// <param name="TargetName">The class of the queue or exchange at its end.</param>
/// <param name="Pattern">The keys it takes; null when the key does not decide, or is not known.</param>
/// <param name="TakesAll">Whether it surely takes every message.</param>
/// <param name="Exchange">The exchange at its end, or null.</param>
/// <param name="Queue">The queue at its end, or null.</param>
internal sealed record Edge(string Label, string TargetName, WordAutomaton? Pattern, bool TakesAll, ExchangeNode? Exchange, QueueNode? Queue);
