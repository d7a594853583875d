using System.Text.Json.Serialization;
using TypedAmqp.Protocol;

namespace TypedAmqp.Server.Management;

/// <summary>A policy.</summary>
internal sealed record PolicyView(
    string Vhost, string Name, string Pattern, [property: JsonPropertyName("apply-to")] string ApplyTo, FieldTable Definition, int Priority);
