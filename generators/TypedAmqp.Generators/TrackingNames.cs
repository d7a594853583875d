namespace TypedAmqp.Generators;

/// <summary>The steps of the generator, by which tests ask what ran again and why.</summary>
internal static class TrackingNames
{
    public const string Exchanges = "Exchanges";
    public const string Queues = "Queues";
    public const string Services = "Services";
    public const string Referenced = "Referenced";
    public const string Context = "Context";
    public const string Consumers = "Consumers";
    public const string Handlers = "Handlers";
    public const string Snapshot = "Snapshot";
    public const string Parsed = "Parsed";
    public const string Assembly = "Assembly";
    public const string Manifest = "Manifest";
    public const string Naming = "Naming";
}
