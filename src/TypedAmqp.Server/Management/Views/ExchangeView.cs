using System.Text.Json.Nodes;
using TypedAmqp.Protocol;

namespace TypedAmqp.Server.Management;

/// <summary>An exchange.</summary>
internal sealed record ExchangeView(
    string Name, string Vhost, string Type, bool Durable, bool AutoDelete, bool Internal, FieldTable Arguments, string? Policy,
    JsonObject? MessageStats);
