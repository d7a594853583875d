using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TypedAmqp.Broker;

namespace TypedAmqp.Server.Tests;

/// <summary>A broker with its management API on a free port, and a client of that API.</summary>
public sealed class ManagementClient : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Deep = new() { MaxDepth = 100 };

    private readonly BrokerServer _server;
    private readonly HttpClient _http;

    private ManagementClient(BrokerServer server)
    {
        _server = server;
        _http = new HttpClient { BaseAddress = new Uri($"http://{server.ManagementEndpoint}/") };
        LogIn("guest", "guest");
    }

    public string Uri => $"amqp://{_server.Endpoints[0]}/";

    public int Port => _server.ManagementEndpoint!.Port;

    public int AmqpPort => _server.Endpoints[0].Port;

    public VirtualHost VirtualHost => _server.Broker.VirtualHosts["/"];

    public static async Task<ManagementClient> StartAsync(TimeProvider? clock = null, string? dataFolder = null) =>
        new(await BrokerServer.StartAsync(new BrokerServerOptions
        {
            Listen = [new IPEndPoint(IPAddress.Loopback, 0)],
            Management = new IPEndPoint(IPAddress.Loopback, 0),
            Broker = new BrokerOptions { VirtualHosts = ["/", "blue"], TimeProvider = clock ?? TimeProvider.System, DataFolder = dataFolder },
        }));

    public void LogIn(string name, string password) =>
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}")));

    public void LogOut() => _http.DefaultRequestHeaders.Authorization = null;

    public async Task<JsonNode> GetAsync(string address) => (await _http.GetFromJsonAsync<JsonNode>(address, Deep))!;

    /// <summary>Sends a request; the status, and what came back.</summary>
    public async Task<(int Status, string Text, HttpResponseHeaders Headers)> SendAsync(
        string method, string address, string? body = null, bool isChunked = false)
    {
        using HttpResponseMessage response = await RequestAsync(method, address, body, isChunked);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers);
    }

    /// <summary>The methods that an address says it is for.</summary>
    public async Task<(int Status, string Allow)> OptionsAsync(string method, string address)
    {
        using HttpResponseMessage response = await RequestAsync(method, address, body: null, isChunked: false);
        return ((int)response.StatusCode, string.Join(", ", response.Content.Headers.Allow));
    }

    private async Task<HttpResponseMessage> RequestAsync(string method, string address, string? body, bool isChunked)
    {
        using HttpRequestMessage request = new(
            new HttpMethod(method),
            new Uri(_http.BaseAddress + address, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        request.Headers.TransferEncodingChunked = isChunked ? true : null;
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        return await _http.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }
}
