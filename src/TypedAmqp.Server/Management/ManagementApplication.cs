using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using TypedAmqp.Broker;
using TypedAmqp.Protocol;

namespace TypedAmqp.Server.Management;

/// <summary>
/// What Kestrel asks for behind its listeners of HTTP: the management API below <c>/api/</c>, figures for Prometheus at <c>/metrics</c>, and a page
/// for people. Who is no administrator among the users of the broker gets nothing.
/// </summary>
internal sealed class ManagementApplication(Broker.Broker broker, BrokerViews views) : IHttpApplication<HttpContext>
{
    private const string Realm = "Basic realm=\"TypedAmqp\"";

    // Escapes no more than JSON asks for: nobody takes it for HTML.
    internal static readonly ManagementJson Json =
        new(new JsonSerializerOptions(ManagementJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private readonly ManagementApi _api = new(broker, views);

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public async Task ProcessRequestAsync(HttpContext context)
    {
        if (Authenticate(context) is not { } login || !login.User.Tags.Contains(BrokerUser.Administrator))
        {
            context.Response.Headers.WWWAuthenticate = Realm;
            await WriteAsync(
                context, new Answer(StatusCodes.Status401Unauthorized, new ErrorView("not_authorized", "Login failed"))).ConfigureAwait(false);
            return;
        }

        bool isRead = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        switch (EscapedPath.TrySplit(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget))
        {
            case null:
                await WriteAsync(context, Answer.Refused(
                    "The address has a percent sign that escapes nothing, or an escaped name that is not UTF-8.")).ConfigureAwait(false);
                break;
            case ["api", .. string[] address]:
                await WriteAsync(context, await AnswerAsync(login, address, context.Request).ConfigureAwait(false)).ConfigureAwait(false);
                break;
            case ["metrics"] when isRead:
                await WriteAsync(context, Metrics.ContentType, Encoding.UTF8.GetBytes(Metrics.Of(views))).ConfigureAwait(false);
                break;
            case [] when isRead:
                context.Response.Headers.ContentSecurityPolicy = ManagementPage.ContentSecurityPolicy;
                await WriteAsync(context, MediaTypeNames.Text.Html, ManagementPage.Octets).ConfigureAwait(false);
                break;
            default:
                await WriteAsync(context, Answer.NotFound).ConfigureAwait(false);
                break;
        }
    }

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    private static async Task WriteAsync(HttpContext context, Answer answer)
    {
        context.Response.StatusCode = answer.Status;
        if (answer.Location is { } location)
        {
            context.Response.Headers.Location = location;
        }

        if (answer.Allow is { } methods)
        {
            context.Response.Headers.Allow = methods;
        }

        if (answer.Body is { } body)
        {
            byte[] octets = JsonSerializer.SerializeToUtf8Bytes(body, body.GetType(), Json);
            await WriteAsync(context, MediaTypeNames.Application.Json, octets).ConfigureAwait(false);
        }
    }

    private static async Task WriteAsync(HttpContext context, string type, ReadOnlyMemory<byte> octets)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = octets.Length;
        context.Response.Headers.CacheControl = "no-cache";
        await context.Response.Body.WriteAsync(octets, context.RequestAborted).ConfigureAwait(false);
    }

    private async ValueTask<Answer> AnswerAsync((BrokerUser User, string Password) login, string[] address, HttpRequest request)
    {
        try
        {
            return await _api.AnswerAsync(login, address, request).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            // Without the name of the parameter, which means nothing to the client.
            return Answer.Refused(exception.Message.Split(" (Parameter '", 2)[0]);
        }
        catch (BadHttpRequestException exception)
        {
            // Too large, or too slow: the client's mistake, and none of ours to be logged.
            return new Answer(exception.StatusCode, new ErrorView("bad_request", exception.Message));
        }
        catch (AmqpException exception)
        {
            // Without the name of the reply code, which comes first.
            return Answer.Refused(exception.Message.Split(" - ", 2)[^1]);
        }
    }

    private (BrokerUser User, string Password)? Authenticate(HttpContext context)
    {
        if (!AuthenticationHeaderValue.TryParse(context.Request.Headers.Authorization, out AuthenticationHeaderValue? header)
            || !header.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        Span<byte> octets = new byte[header.Parameter?.Length ?? 0];
        if (!Convert.TryFromBase64String(header.Parameter ?? "", octets, out int length))
        {
            return null;
        }

        string[] credentials = Encoding.UTF8.GetString(octets[..length]).Split(':', 2);
        bool isLoopback = context.Connection.RemoteIpAddress is { } address && System.Net.IPAddress.IsLoopback(address);
        return credentials is [string name, string password] && broker.Access.Authenticate(name, password, isLoopback) is { } user
            ? (user, password)
            : null;
    }
}
