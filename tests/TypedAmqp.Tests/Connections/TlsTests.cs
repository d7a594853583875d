using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TypedAmqp.Broker;
using TypedAmqp.Testing;

namespace TypedAmqp.Tests.Connections;

public sealed class TlsTests : IAsyncLifetime, IDisposable
{
    private readonly X509Certificate2 _certificate = CreateCertificate("localhost");
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<string> _clients = [];
    private TestBroker _broker = null!;
    private Task _accepting = Task.CompletedTask;

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async Task InitializeAsync()
    {
        _broker = await TestBroker.StartAsync(new TestBrokerOptions { Listen = false });
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public async Task DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
        await _broker.DisposeAsync();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _certificate.Dispose();
    }

    [Fact]
    public async Task SpeaksToABrokerWhoseCertificateIsTrusted()
    {
        await using AmqpConnection connection = await AmqpConnection.ConnectAsync(Options("localhost"));
        await using AmqpChannel channel = await connection.OpenChannelAsync();
        await channel.DeclareQueueAsync("q");
        byte[] body = new byte[300_000];
        Random.Shared.NextBytes(body);

        await channel.PublishAsync("", "q", body);

        Assert.Equal(body, System.Buffers.BuffersExtensions.ToArray((await channel.GetAsync("q"))!.Message.Body));
    }

    [Fact]
    public async Task RefusesACertificateThatIsNotTrusted()
    {
        AmqpConnectException e = await Assert.ThrowsAsync<AmqpConnectException>(() => AmqpConnection.ConnectAsync($"amqps://localhost:{Port}"));

        Assert.Contains("TLS", e.Message);
        Assert.Contains("'localhost'", e.Message);
    }

    [Fact]
    public async Task RefusesACertificateOfAnotherHost()
    {
        AmqpConnectException e = await Assert.ThrowsAsync<AmqpConnectException>(() => AmqpConnection.ConnectAsync(Options("127.0.0.1")));

        Assert.Contains("valid for '127.0.0.1'", e.Message);
    }

    [Fact]
    public async Task APlainPortIsToldFromABadCertificate()
    {
        await using TestBroker plain = await TestBroker.StartAsync();
        AmqpConnectException e = await Assert.ThrowsAsync<AmqpConnectException>(
            () => AmqpConnection.ConnectAsync($"amqps://localhost:{new Uri(plain.Uri).Port}"));

        Assert.Contains("does not speak TLS, but AMQP without it: use amqp://", e.Message);
        Assert.DoesNotContain("certificate", e.Message);
    }

    [Fact]
    public async Task ATlsPortIsToldFromABrokenBroker()
    {
        AmqpConnectException e = await Assert.ThrowsAsync<AmqpConnectException>(() => AmqpConnection.ConnectAsync($"amqp://localhost:{Port}"));

        Assert.Contains("amqps://", e.Message);
    }

    [Fact]
    public async Task TheClientShowsItsCertificateAndTheOptionsStayAsTheyWere()
    {
        using X509Certificate2 mine = CreateCertificate("client");
        AmqpConnectionOptions options = Options("localhost");
        options = options with { Mechanism = LoginMechanism.External };
        options.Tls!.ClientCertificates = [mine];

        // The broker offers no EXTERNAL: until there, all went well.
        AmqpConnectException e = await Assert.ThrowsAsync<AmqpConnectException>(() => AmqpConnection.ConnectAsync(options));

        Assert.Contains("EXTERNAL is wanted", e.Message);
        Assert.Equal(mine.Thumbprint, Assert.Single(_clients));
        Assert.True(string.IsNullOrEmpty(options.Tls.TargetHost));
    }

    private AmqpConnectionOptions Options(string host) => AmqpConnectionOptions.Parse($"amqps://{host}:{Port}") with
    {
        Tls = new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { _certificate },
                RevocationMode = X509RevocationMode.NoCheck,
            },
        },
    };

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The listener was stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        await using SslStream stream = new(client.GetStream());
        try
        {
            await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificate = _certificate,
                ClientCertificateRequired = true,
                RemoteCertificateValidationCallback = (_, client, _, _) =>
                {
                    if (client is X509Certificate2 shown)
                    {
                        _clients.Add(shown.Thumbprint);
                    }

                    return true;
                },
            });
        }
        catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
        {
            // The client did not like the certificate.
            return;
        }

        await _broker.Broker.ServeAsync(new Ends(PipeReader.Create(stream), PipeWriter.Create(stream)), new ConnectionInfo("tls", IsLoopback: true));
    }

    private static X509Certificate2 CreateCertificate(string host)
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new($"CN={host}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
    }

    private sealed class Ends(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
