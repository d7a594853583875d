namespace TypedAmqp.Generators.Analyzers.Checks;

/// <summary>Exchanges that are referred to by name.</summary>
internal static class ReachabilityNames
{
    /// <summary>Whether somebody declares an exchange of this name, or the broker has it anyway.</summary>
    public static bool IsDeclared(ClosedCheck check, string name) => name.Length == 0
        || name.StartsWith("amq.", StringComparison.Ordinal)
        || check.Graph.Exchanges.Any(exchange => exchange.First.Name == name);
}
