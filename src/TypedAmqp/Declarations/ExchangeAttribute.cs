using System.Runtime.CompilerServices;

namespace TypedAmqp;

/// <summary>
/// Declares an exchange. The marked class must be <c>partial</c>; the compiler makes it an <see cref="IExchange"/> with a publisher.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ExchangeAttribute : Attribute, IPlacedDeclaration
{
    /// <summary>Declares an exchange.</summary>
    /// <param name="name">The exchange's name, at most 255 octets of UTF-8.</param>
    /// <param name="type">How it routes.</param>
    /// <param name="sourceFile">The file that it is written in; the compiler fills it in, as <c>PathMap</c> says.</param>
    /// <param name="sourceLine">The line; the compiler fills it in.</param>
    public ExchangeAttribute(
        string name, ExchangeType type = ExchangeType.Direct, [CallerFilePath] string sourceFile = "", [CallerLineNumber] int sourceLine = 0)
    {
        Name = name;
        Type = type;
        SourceFile = sourceFile;
        SourceLine = sourceLine;
    }

    /// <summary>Declares an exchange whose type comes from a plugin of the broker.</summary>
    /// <param name="name">The exchange's name, at most 255 octets of UTF-8.</param>
    /// <param name="pluginType">The type's name on the wire, for example <c>x-consistent-hash</c>.</param>
    /// <param name="sourceFile">The file that it is written in; the compiler fills it in, as <c>PathMap</c> says.</param>
    /// <param name="sourceLine">The line; the compiler fills it in.</param>
    public ExchangeAttribute(string name, string pluginType, [CallerFilePath] string sourceFile = "", [CallerLineNumber] int sourceLine = 0)
    {
        Name = name;
        PluginType = pluginType;
        SourceFile = sourceFile;
        SourceLine = sourceLine;
    }

    /// <summary>The exchange's name.</summary>
    public string Name { get; }

    /// <summary>How the exchange routes.</summary>
    public ExchangeType Type { get; }

    /// <summary>The type's name when a plugin provides it.</summary>
    public string? PluginType { get; }

    /// <inheritdoc/>
    public string SourceFile { get; }

    /// <inheritdoc/>
    public int SourceLine { get; }

    /// <summary>Whether it survives a restart of the broker. Default: <see langword="true"/>.</summary>
    public bool Durable { get; set; } = true;

    /// <summary>Whether it is deleted when the last binding from it is removed. Default: <see langword="false"/>.</summary>
    public bool AutoDelete { get; set; }

    /// <summary>Whether only other exchanges, not clients, may publish to it. Default: <see langword="false"/>.</summary>
    public bool Internal { get; set; }

    /// <summary>Whether somebody else declares it: it is referred to, never declared from here. Default: <see langword="false"/>.</summary>
    public bool External { get; set; }

    /// <summary>
    /// Whether a message waits in the exchange as long as its header <c>x-delay</c> says, in milliseconds, before it is routed as
    /// <see cref="Type"/> does (<c>x-delayed-message</c>). A plugin provides it: see <see cref="BrokerCapabilityAttribute"/>. Default:
    /// <see langword="false"/>.
    /// </summary>
    public bool Delayed { get; set; }

    /// <summary>The header that a consistent-hash exchange hashes, rather than the routing key (<c>hash-header</c>).</summary>
    public string? HashHeader { get; set; }

    /// <summary>
    /// The property that a consistent-hash exchange hashes, rather than the routing key: <c>message_id</c>, <c>correlation_id</c> or <c>timestamp</c>
    /// (<c>hash-property</c>).
    /// </summary>
    public string? HashProperty { get; set; }

    /// <summary>The topology that it belongs to, by the name in its <see cref="TopologyAttribute"/>. Without it the assembly's first.</summary>
    public string? Topology { get; set; }
}
