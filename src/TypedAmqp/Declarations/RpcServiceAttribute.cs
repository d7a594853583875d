using System.Runtime.CompilerServices;

namespace TypedAmqp;

/// <summary>
/// Declares a service that is called over AMQP. The marked interface is what clients get and servers implement; its requests arrive in the queue
/// named after the service.
/// </summary>
/// <param name="name">The service's name, which is also its queue's.</param>
/// <param name="sourceFile">The file that it is written in; the compiler fills it in, as <c>PathMap</c> says.</param>
/// <param name="sourceLine">The line; the compiler fills it in.</param>
[AttributeUsage(AttributeTargets.Interface)]
public sealed class RpcServiceAttribute(string name, [CallerFilePath] string sourceFile = "", [CallerLineNumber] int sourceLine = 0)
    : Attribute, IPlacedDeclaration
{
    /// <summary>The service's name.</summary>
    public string Name { get; } = name;

    /// <inheritdoc/>
    public string SourceFile { get; } = sourceFile;

    /// <inheritdoc/>
    public int SourceLine { get; } = sourceLine;

    /// <summary>How long a call may take, in milliseconds: after that it fails at the caller, and the server is told to give up.</summary>
    public long Timeout { get; set; }

    /// <summary>
    /// Whether a call is made again, within its <see cref="Timeout"/>, when the connection was lost before its reply came. The server may then run it
    /// twice: only for what may be. Streams and calls without reply are not made again. Default: <see langword="false"/>, such a call fails.
    /// </summary>
    public bool Repeatable { get; set; }

    /// <summary>How requests and replies are written, unless their contracts say otherwise. Default: <see cref="MessageFormat.Json"/>.</summary>
    public MessageFormat Format { get; set; }

    /// <summary>Whether the service's queue survives a restart of the broker. Default: <see langword="true"/>.</summary>
    public bool Durable { get; set; } = true;

    /// <summary>Whether somebody else serves it: its queue is never declared from here. Default: <see langword="false"/>.</summary>
    public bool External { get; set; }

    /// <summary>The topology that it belongs to, by the name in its <see cref="TopologyAttribute"/>. Without it the assembly's first.</summary>
    public string? Topology { get; set; }
}
