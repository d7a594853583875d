using System.Net.Http.Headers;
using System.Text;
using TypedAmqp.Peers;

namespace TypedAmqp.Manifests.Tests;

/// <summary>
/// A RabbitMQ with its management API, started by the first test that asks for it and shared: each test has a virtual host of its own.
/// </summary>
[CollectionDefinition(nameof(ManagedRabbitMq))]
public sealed class ManagedRabbitMq : IAsyncLifetime, ICollectionFixture<ManagedRabbitMq>
{
    private Task<RabbitMqServer>? _server;

    /// <exception cref="PeerMissingException">It is not installed.</exception>
    public Task<RabbitMqServer> ServerAsync() => _server ??= RabbitMqServer.StartAsync(new BrokerSetup { Plugins = ["rabbitmq_management"] });

    /// <summary>A client of the management API; its base address ends in <c>/api/</c>.</summary>
    public async Task<HttpClient> ConnectAsync()
    {
        RabbitMqServer server = await ServerAsync();
        return new HttpClient
        {
            BaseAddress = new Uri(server.ManagementUri, "api/"),
            DefaultRequestHeaders =
                { Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes("root:root"))) },
        };
    }

    /// <summary>Where the management API is, with a user who may do everything.</summary>
    public async Task<Uri> UriAsync() => new UriBuilder((await ServerAsync()).ManagementUri) { UserName = "root", Password = "root" }.Uri;

    /// <summary>Makes a virtual host that the user may do everything in.</summary>
    public async Task<string> CreateHostAsync(string name)
    {
        using HttpClient client = await ConnectAsync();
        (await client.PutAsync($"vhosts/{Uri.EscapeDataString(name)}", null)).EnsureSuccessStatusCode();
        using StringContent all = new("""{"configure":".*","write":".*","read":".*"}""", null, "application/json");
        (await client.PutAsync($"permissions/{Uri.EscapeDataString(name)}/root", all)).EnsureSuccessStatusCode();
        return name;
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_server is { IsCompletedSuccessfully: true })
        {
            await (await _server).DisposeAsync();
        }
    }
}
