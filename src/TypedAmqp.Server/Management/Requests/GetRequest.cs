using System.Text.Json.Serialization;

namespace TypedAmqp.Server.Management;

/// <summary>
/// Which messages are to be fetched, and what becomes of them. A negative count is all; <c>rabbitmqadmin</c> sends numbers as texts.
/// </summary>
internal sealed record GetRequest(
    [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] int Count,
    string Ackmode,
    string Encoding,
    [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] int? Truncate = null);
