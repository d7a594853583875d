namespace TypedAmqp;

/// <summary>
/// Names the topology of an assembly. The compiler then emits a class of that name with the suffix <c>Topology</c>
/// (<c>shop</c> gives <c>ShopTopology</c>), which holds every exchange, queue, binding and RPC service declared in the assembly.
/// </summary>
/// <remarks>
/// An assembly may have several, each for a connection of its own: a declaration belongs to the one that its <c>Topology</c> names, and without that
/// to the first.
/// </remarks>
/// <param name="name">The topology's name: lower-case words, joined by hyphens.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class TopologyAttribute(string name) : Attribute
{
    /// <summary>The topology's name.</summary>
    public string Name { get; } = name;

    /// <summary>
    /// The <c>JsonSerializerContext</c> that knows every contract of <see cref="MessageFormat.Json"/>. It must be a type of this assembly, or
    /// visible from it, and have the public static property <c>Default</c> that System.Text.Json generates.
    /// </summary>
    public Type? Json { get; set; }

    /// <summary>The namespace of the emitted class. Without it, the assembly's root: the longest namespace common to all declarations.</summary>
    public string? Namespace { get; set; }

    /// <summary>
    /// The virtual host that it is declared in; the connection's unless set. A connection whose options name one other than <c>/</c> uses that: the
    /// configuration has the last word.
    /// </summary>
    public string? VirtualHost { get; set; }
}
