using TypedAmqp.Conformance.Wire;

namespace TypedAmqp.Conformance.Playing;

/// <summary>What came from a broker: a method with its content, a heartbeat, a protocol header, or the end.</summary>
/// <param name="Channel">The channel that it came on.</param>
/// <param name="Name">Name of the method or of the thing.</param>
/// <param name="Arguments">Arguments of the method; behind them body and properties of the content.</param>
public sealed record Received(ushort Channel, string Name, IReadOnlyList<Field> Arguments)
{
    /// <summary>Name of what is not a method: the transport has ended.</summary>
    public const string End = "end";

    /// <summary>An argument as a number.</summary>
    public ulong Number(string name) => Arguments.Single(argument => argument.Name == name).Value.Number;

    /// <summary>An argument as a text.</summary>
    public string Text(string name) => System.Text.Encoding.UTF8.GetString(Arguments.Single(argument => argument.Name == name).Value.Octets);
}
