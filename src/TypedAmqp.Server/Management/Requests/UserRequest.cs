using System.Text.Json.Serialization;

namespace TypedAmqp.Server.Management;

/// <summary>What a user is to be made with: a password, or what is kept of one.</summary>
internal sealed record UserRequest(
    string? Password = null, string? PasswordHash = null, [property: JsonConverter(typeof(TagsJson))] string[]? Tags = null);
