using System.Collections.Immutable;

namespace TypedAmqp.Manifests;

/// <summary>A queue, with the class that declares it.</summary>
/// <param name="Type">The class's full name.</param>
/// <param name="Descriptor">The queue as it is declared on the broker.</param>
public sealed record DeclaredQueue(string Type, QueueDescriptor Descriptor)
{
    /// <summary>The exchanges that it is bound to with keys that are chosen while running.</summary>
    public ImmutableArray<string> RunTimeSources { get; init; } = [];

    /// <summary>What to call it: its name, or its class where the broker chooses one.</summary>
    public string Title => Descriptor.IsServerNamed ? Type[(Type.LastIndexOf('.') + 1)..] : Descriptor.Name;
}
