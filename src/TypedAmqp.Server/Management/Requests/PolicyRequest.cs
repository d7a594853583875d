using System.Text.Json.Serialization;
using TypedAmqp.Protocol;

namespace TypedAmqp.Server.Management;

/// <summary>What a policy is to say.</summary>
internal sealed record PolicyRequest(
    string Pattern, FieldTable Definition, [property: JsonPropertyName("apply-to")] string ApplyTo = "all", int Priority = 0);
