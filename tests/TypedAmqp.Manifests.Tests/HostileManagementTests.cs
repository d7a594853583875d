using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TypedAmqp.Tool.Tests;

namespace TypedAmqp.Manifests.Tests;

/// <summary>A management API that refuses, is none, or is not trusted: one sentence says so, and what to do.</summary>
public sealed class HostileManagementTests : IDisposable
{
    private static readonly Uri Somewhere = new("http://guest:guest@broker.example:15672");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("typedamqp-hostile-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(
        HttpStatusCode.InternalServerError,
        "<h1>oops</h1>",
        "The broker answered 500 to GET /api/exchanges/a%2F%C3%BC: <h1>oops</h1> The broker's log says more.")]
    [InlineData(
        HttpStatusCode.Forbidden,
        "no",
        "The broker answered 403 to GET /api/exchanges/a%2F%C3%BC: no May the user administer 'a/ü'? 'rabbitmqctl set_permissions' grants it.")]
    [InlineData(
        HttpStatusCode.OK, "<html>", "What answers at http://broker.example:15672/api/ is no management API: '<' is an invalid start of a value.*")]
    [InlineData(
        HttpStatusCode.OK, "{}",
        "What answers at http://broker.example:15672/api/ is no management API: its lists of exchanges, queues and bindings are none. Is this its address, and not that of AMQP (5672)? It is usually http://HOST:15672.")]
    [InlineData(HttpStatusCode.OK, "[{}]", "What answers at http://broker.example:15672/api/ is no management API: *")]
    public async Task An_answer_that_is_none_is_one_sentence(HttpStatusCode status, string body, string sentence)
    {
        using ManagementApi broker = new(Somewhere, "a/ü", new Answering(status, body));
        string message = (await Assert.ThrowsAsync<InvalidDataException>(() => broker.ReadAsync())).Message;
        if (sentence.EndsWith('*'))
        {
            Assert.StartsWith(sentence[..^1], message, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(sentence, message);
        }
    }

    [Fact]
    public async Task A_long_answer_is_cut()
    {
        using ManagementApi broker = new(Somewhere, "/", new Answering(HttpStatusCode.BadGateway, new string('x', 100_000)));
        Assert.InRange((await Assert.ThrowsAsync<InvalidDataException>(() => broker.ReadAsync())).Message.Length, 400, 600);
    }

    [Fact]
    public async Task Five_hundred_entities_are_compared_in_three_requests()
    {
        await using ManagedBroker managed = await ManagedBroker.StartOursAsync("many");
        BrokerTopology declared = ManyEntities.Create(500).ToBroker() with { VirtualHost = managed.Host };
        using (ManagementApi broker = managed.Connect())
        {
            foreach (BrokerRequest request in TopologyDrift.Compare(declared, await broker.ReadAsync()).Requests())
            {
                await broker.SendAsync(request);
            }
        }

        Counting counting = new();
        using ManagementApi counted = new(managed.Management, managed.Host, counting);
        Assert.Empty(TopologyDrift.Compare(declared, await counted.ReadAsync()).Items);
        Assert.Equal(3, counting.Requests);
    }

    [Fact]
    public async Task A_certificate_that_signs_itself_is_trusted_when_it_is_named()
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        string authority = Path.Combine(_folder.FullName, "ca.pem");
        await File.WriteAllTextAsync(authority, certificate.ExportCertificatePem());
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        using CancellationTokenSource stop = new();
        Task server = ServeAsync(listener, certificate, stop.Token);
        string uri = $"https://guest:guest@localhost:{((IPEndPoint)listener.LocalEndpoint).Port}";

        CommandResult refused = await CommandResult.RunAsync("topology", "import", uri);
        Assert.Equal(1, refused.ExitCode);
        string sentence = Assert.Single(refused.Errors);
        Assert.StartsWith("typedamqp: The certificate of https://localhost:", sentence, StringComparison.Ordinal);
        Assert.EndsWith("Name who signed it, as a PEM file: '--ca FILE'.", sentence, StringComparison.Ordinal);
        CommandResult trusted = await CommandResult.RunAsync("topology", "import", uri, "--ca", authority);
        Assert.Equal((0, 0), (trusted.ExitCode, trusted.Errors.Count));
        (await CommandResult.RunAsync("topology", "import", uri, "--ca", typeof(HostileManagementTests).Assembly.Location))
            .AssertFailure($"'{typeof(HostileManagementTests).Assembly.Location}' has no certificate in PEM: '-----BEGIN CERTIFICATE-----'.");
        await stop.CancelAsync();
        await server;
    }

    /// <summary>A management API of a broker that has nothing.</summary>
    private static async Task ServeAsync(TcpListener listener, X509Certificate2 certificate, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                using TcpClient client = await listener.AcceptTcpClientAsync(cancellationToken);
                await using SslStream tls = new(client.GetStream());
                await tls.AuthenticateAsServerAsync(certificate);
                using StreamReader reader = new(tls);
                while (await reader.ReadLineAsync(cancellationToken) is { Length: > 0 })
                {
                }

                await tls.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]"u8.ToArray(), cancellationToken);
            }
            catch (Exception fault) when (fault
                is OperationCanceledException or IOException or System.Security.Authentication.AuthenticationException)
            {
                // Who does not trust the certificate leaves in the middle of the handshake.
            }
        }
    }

    private sealed class Answering(HttpStatusCode status, string body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(body) });
    }

    private sealed class Counting() : DelegatingHandler(new SocketsHttpHandler())
    {
        public int Requests { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests++;
            return base.SendAsync(request, cancellationToken);
        }
    }
}
