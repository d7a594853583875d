using System.Collections.Immutable;

namespace TypedAmqp;

/// <summary>An exchange as it is declared on the broker (<c>exchange.declare</c>).</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type: <c>direct</c>, <c>fanout</c>, <c>topic</c>, <c>headers</c>, or a plugin's.</param>
public sealed record ExchangeDescriptor(string Name, string Type)
{
    /// <summary>Whether it survives a restart of the broker.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>Whether it is deleted with the last binding from it.</summary>
    public bool AutoDelete { get; init; }

    /// <summary>Whether only other exchanges may publish to it.</summary>
    public bool Internal { get; init; }

    /// <summary>Whether somebody else declares it.</summary>
    public bool External { get; init; }

    /// <summary>The class that declares it; null where none does.</summary>
    public Type? Declaration { get; init; }

    /// <summary>
    /// Its arguments, sorted by name: values are <see cref="string"/>, <see cref="bool"/>, <see cref="long"/> or <see cref="double"/>.
    /// </summary>
    public ImmutableArray<KeyValuePair<string, object>> Arguments { get; init; } = [];

    /// <summary>The exchange that gets what no binding of this one matches (<c>alternate-exchange</c>), if there is one.</summary>
    public string? AlternateExchange => Arguments.Find("alternate-exchange") as string;
}
