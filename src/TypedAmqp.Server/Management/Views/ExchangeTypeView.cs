namespace TypedAmqp.Server.Management;

/// <summary>A kind of exchanges.</summary>
internal sealed record ExchangeTypeView(string Name, bool Enabled);
