using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace TypedAmqp.Manifests;

/// <summary>A broker by RabbitMQ's management HTTP API, one virtual host of it.</summary>
public sealed class ManagementApi : IDisposable
{
    private const int LongestAnswer = 400;

    private readonly HttpClient _client;
    private readonly string _host;

    /// <summary>Nothing is sent yet.</summary>
    /// <param name="uri">Where the API is, with user and password: <c>http://guest:guest@localhost:15672</c>.</param>
    /// <param name="virtualHost">The virtual host.</param>
    /// <param name="authorities">Who may have signed the broker's certificate, instead of those whom the machine trusts; null for those.</param>
    public ManagementApi(Uri uri, string virtualHost, X509Certificate2Collection? authorities = null)
        : this(uri, virtualHost, Trusting(authorities))
    {
    }

    internal ManagementApi(Uri uri, string virtualHost, HttpMessageHandler handler)
    {
        ArgumentNullException.ThrowIfNull(uri);
        ArgumentNullException.ThrowIfNull(virtualHost);
        VirtualHost = virtualHost;
        _host = Uri.EscapeDataString(virtualHost);
        string user = uri.UserInfo.Length == 0 ? "guest:guest" : Uri.UnescapeDataString(uri.UserInfo);
        _client = new HttpClient(handler)
        {
            BaseAddress = new Uri(uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/') + "/api/"),
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(user))) },
        };
    }

    /// <summary>The virtual host.</summary>
    public string VirtualHost { get; }

    /// <summary>What is in the virtual host.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidDataException">The broker refused, or cannot be reached; the message is a sentence.</exception>
    public async Task<BrokerTopology> ReadAsync(CancellationToken cancellationToken = default)
    {
        using JsonDocument exchanges = await GetAsync($"exchanges/{_host}", cancellationToken).ConfigureAwait(false);
        using JsonDocument queues = await GetAsync($"queues/{_host}", cancellationToken).ConfigureAwait(false);
        using JsonDocument bindings = await GetAsync($"bindings/{_host}", cancellationToken).ConfigureAwait(false);
        try
        {
            return Topology(exchanges.RootElement, queues.RootElement, bindings.RootElement);
        }
        catch (Exception fault) when (fault is InvalidOperationException or InvalidDataException)
        {
            throw NoApi("its lists of exchanges, queues and bindings are none.", fault);
        }
    }

    /// <summary>Sends a request that changes something.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidDataException">The broker refused, or cannot be reached; the message is a sentence.</exception>
    public async Task SendAsync(BrokerRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request is { OnlyIfIdle: string idle, IsGuarded: false }
            && (await QueueAsync(idle, cancellationToken).ConfigureAwait(false))?.Obstacle is string obstacle)
        {
            throw NotDeleted(idle, obstacle);
        }

        using HttpRequestMessage message = new(new HttpMethod(request.Method), request.Path);
        if (request.Body is string body)
        {
            message.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using HttpResponseMessage response = await SendAsync(message, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.BadRequest && request is { OnlyIfIdle: string busy, IsGuarded: true })
        {
            // What the broker counts may be some seconds old, and its refusal is not.
            string? counted = await QueueAsync(busy, cancellationToken).ConfigureAwait(false) is { IsCounted: true, Obstacle: string known }
                ? known
                : null;
            throw NotDeleted(busy, counted ?? $"it holds messages, or has consumers, that are not counted yet. {QueueState.Remedy}");
        }

        // What is gone is deleted: an exchange may go with its last binding, before it is its turn.
        if (response.StatusCode != HttpStatusCode.NotFound || message.Method != HttpMethod.Delete)
        {
            await CheckAsync(message, response, cancellationToken).ConfigureAwait(false);
        }
    }

    private static InvalidDataException NotDeleted(string queue, string obstacle) => new($"The queue '{queue}' is not deleted: {obstacle}");

    /// <summary>A queue's state; null when there is no such queue.</summary>
    internal async Task<QueueState?> QueueAsync(string name, CancellationToken cancellationToken)
    {
        using HttpRequestMessage message = new(HttpMethod.Get, $"queues/{_host}/{Uri.EscapeDataString(name)}");
        using HttpResponseMessage response = await SendAsync(message, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        await CheckAsync(message, response, cancellationToken).ConfigureAwait(false);
        using JsonDocument queue = await ReadAsync(response, cancellationToken).ConfigureAwait(false);

        // Statistics come with the next interval: until then their members are missing.
        return new QueueState(
            DefinitionsReader.Queue(queue.RootElement),
            queue.RootElement.Number("messages_ready"),
            queue.RootElement.Number("messages_unacknowledged"),
            queue.RootElement.Number("consumers"));
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static SocketsHttpHandler Trusting(X509Certificate2Collection? authorities)
    {
        SocketsHttpHandler handler = new();
        if (authorities is not null)
        {
            X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(authorities);
            handler.SslOptions.CertificateChainPolicy = policy;
        }

        return handler;
    }

    private BrokerTopology Topology(JsonElement exchanges, JsonElement queues, JsonElement bindings)
    {
        JsonElement[] bound = [.. bindings.EnumerateArray().Where(static item => item.Required("source").Length > 0)];
        return new BrokerTopology(VirtualHost)
        {
            Exchanges = [.. exchanges.EnumerateArray()
                .Where(static item => !DefinitionsReader.IsPredeclared(item.Required("name")))
                .Select(DefinitionsReader.Exchange)],

            // What belongs to a connection goes with it.
            Queues = [.. queues.EnumerateArray().Select(DefinitionsReader.Queue).Where(static queue => !queue.Exclusive)],
            Bindings = [.. bound.Select(DefinitionsReader.Binding)],
            PropertiesKeys = bound.ToDictionary(
                static item => TopologyDrift.NameOf(DefinitionsReader.Binding(item)), static item => item.Required("properties_key")),
        };
    }

    private async Task<JsonDocument> GetAsync(string path, CancellationToken cancellationToken)
    {
        using HttpRequestMessage message = new(HttpMethod.Get, path);
        using HttpResponseMessage response = await AnswerAsync(message, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(response, cancellationToken).ConfigureAwait(false);
    }

    private async Task<JsonDocument> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (JsonException fault)
        {
            throw NoApi(fault.Message, fault);
        }
    }

    private InvalidDataException NoApi(string reason, Exception fault) =>
        new(
            $"What answers at {_client.BaseAddress} is no management API: {reason} Is this its address, and not that of AMQP (5672)? It is usually http://HOST:15672.",
            fault);

    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await SendAsync(message, cancellationToken).ConfigureAwait(false);
        await CheckAsync(message, response, cancellationToken).ConfigureAwait(false);
        return response;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        try
        {
            return await _client.SendAsync(message, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException fault) when (fault.InnerException is AuthenticationException reason)
        {
            throw new InvalidDataException(
                $"The certificate of {_client.BaseAddress} is not trusted: {reason.Message} Name who signed it, as a PEM file: '--ca FILE'.", fault);
        }
        catch (HttpRequestException fault)
        {
            throw new InvalidDataException(
                $"The management API at {_client.BaseAddress} cannot be reached: {(fault.InnerException ?? fault).Message.TrimEnd('.')}. Is it enabled, and is this its address, and not that of AMQP? It is usually http://HOST:15672.",
                fault);
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            throw new InvalidDataException(
                $"The management API at {_client.BaseAddress} has not answered for {_client.Timeout.TotalSeconds:0} s.", fault);
        }
    }

    private async Task CheckAsync(HttpRequestMessage message, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        string answer = (await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false)).Trim();
        string remedy = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => " Name a user that the broker knows, with the tag 'management': http://user:password@host:15672.",
            HttpStatusCode.Forbidden => $" May the user administer '{VirtualHost}'? 'rabbitmqctl set_permissions' grants it.",
            >= HttpStatusCode.InternalServerError => " The broker's log says more.",
            HttpStatusCode.NotFound => $" Is there a virtual host '{VirtualHost}'?",
            _ => "",
        };
        string words = answer.Length > LongestAnswer ? answer[..LongestAnswer] + "..." : answer;
        throw new InvalidDataException(
            $"The broker answered {(int)response.StatusCode} to {message.Method} {message.RequestUri?.PathAndQuery}: {words}{remedy}");
    }
}
