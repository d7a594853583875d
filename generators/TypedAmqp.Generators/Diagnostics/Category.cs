namespace TypedAmqp.Generators.Diagnostics;

/// <summary>The families of diagnostics, as their pages are grouped.</summary>
internal static class Category
{
    public const string Declarations = "TypedAmqp.Declarations";
    public const string Keys = "TypedAmqp.Keys";
    public const string Contracts = "TypedAmqp.Contracts";
    public const string Services = "TypedAmqp.Services";
    public const string Releases = "TypedAmqp.Releases";
    public const string Reachability = "TypedAmqp.Reachability";
    public const string Queues = "TypedAmqp.Queues";
    public const string DeadLetters = "TypedAmqp.DeadLetters";
    public const string Bindings = "TypedAmqp.Bindings";
    public const string Usage = "TypedAmqp.Usage";
}
