using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>What an exchange is declared with (exchange.declare, section 1.6.2.1 of the specification).</summary>
/// <param name="Name">The name, at most 255 octets of UTF-8.</param>
/// <param name="Type">
/// <c>direct</c>, <c>fanout</c>, <c>topic</c>, <c>headers</c>, <c>x-consistent-hash</c>, <c>x-random</c> or <c>x-delayed-message</c>.
/// </param>
/// <param name="Durable">It is to survive a restart of the broker.</param>
/// <param name="AutoDelete">It goes when the last binding from it does.</param>
/// <param name="Internal">Only other exchanges may publish to it.</param>
/// <param name="Arguments">More, such as <c>alternate-exchange</c>.</param>
public sealed record ExchangeDeclaration(string Name, string Type, bool Durable, bool AutoDelete, bool Internal, FieldTable Arguments);
