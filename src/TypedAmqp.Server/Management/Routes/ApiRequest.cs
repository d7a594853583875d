using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using TypedAmqp.Broker;

namespace TypedAmqp.Server.Management;

/// <summary>A request to the API.</summary>
/// <param name="Http">As it came.</param>
/// <param name="User">Who asks, an administrator.</param>
/// <param name="Password">What they logged in with.</param>
/// <param name="Names">The parts of its address that name something, in their order, each unescaped.</param>
internal sealed record ApiRequest(HttpRequest Http, BrokerUser User, string Password, string[] Names)
{
    /// <summary>Whether a parameter of the query is set.</summary>
    public bool Flag(string name) => Http.Query[name] is ["true"];

    /// <summary>Reads the body; none is an empty object.</summary>
    /// <exception cref="JsonException">It cannot be read.</exception>
    public async ValueTask<T> ReadAsync<T>(JsonTypeInfo<T> type)
        where T : class
    {
        // Its length may not be known before it has come.
        PipeReader body = Http.BodyReader;
        ReadResult beginning = await body.ReadAsync(Http.HttpContext.RequestAborted).ConfigureAwait(false);
        if (beginning is { IsCompleted: true, Buffer.IsEmpty: true })
        {
            return JsonSerializer.Deserialize("{}", type)!;
        }

        body.AdvanceTo(beginning.Buffer.Start);
        return await JsonSerializer.DeserializeAsync(body, type, Http.HttpContext.RequestAborted).ConfigureAwait(false)
            ?? throw new JsonException("The body is null.");
    }
}
