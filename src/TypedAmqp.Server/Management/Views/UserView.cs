using System.Text.Json.Serialization;

namespace TypedAmqp.Server.Management;

/// <summary>Somebody who may log in.</summary>
internal sealed record UserView(
    string Name, [property: JsonConverter(typeof(TagsJson))] string[] Tags, string? PasswordHash = null, string? HashingAlgorithm = null);
