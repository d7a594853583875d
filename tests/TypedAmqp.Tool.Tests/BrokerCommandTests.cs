using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using TypedAmqp.Peers;
using TypedAmqp.Protocol;

namespace TypedAmqp.Tool.Tests;

/// <summary><c>typedamqp broker</c>, from its ready line to its end.</summary>
public sealed partial class BrokerCommandTests
{
    [Theory]
    [InlineData(PosixSignal.SIGINT)]
    [InlineData(PosixSignal.SIGTERM)]
    public async Task It_says_when_it_is_ready_and_stops_cleanly_on_a_signal(PosixSignal signal)
    {
        await using ChildProcess broker = TypedAmqpProcess.Run("broker", "--listen", "127.0.0.1:0");
        string ready = await broker.WaitForLineAsync(IsReady);
        Assert.Matches(@"^ready amqp://127\.0\.0\.1:[1-9]\d*/ in memory, nothing survives the end of this process; started in \d+ ms$", ready);
        await using AmqpConnection connection = await AmqpConnection.ConnectAsync(UriOf(ready));

        broker.Signal(signal);

        Assert.Equal(0, await broker.WaitForExitAsync());
        Assert.Equal([ready], broker.Output);
        Assert.Contains(broker.Errors, line => line.EndsWith($"info stopping on {signal}", StringComparison.Ordinal));
        await connection.Closed;
    }

    [Fact]
    public async Task It_listens_on_every_address_that_is_given()
    {
        await using ChildProcess broker = TypedAmqpProcess.Run("broker", "--listen", "127.0.0.1:0", "--listen", "127.0.0.2:0");
        string ready = await broker.WaitForLineAsync(IsReady);

        foreach (Match uri in Addresses().Matches(ready))
        {
            await using AmqpConnection connection = await AmqpConnection.ConnectAsync(uri.Value);
            Assert.True(connection.IsOpen);
        }

        Assert.Equal(2, Addresses().Count(ready));
    }

    [Fact]
    public async Task The_management_API_is_where_it_is_asked_for()
    {
        await using ChildProcess broker = TypedAmqpProcess.Run("broker", "--listen", "127.0.0.1:0", "--management", "127.0.0.1:0");
        string ready = await broker.WaitForLineAsync(IsReady);
        Match address = Regex.Match(ready, @"^ready amqp://127\.0\.0\.1:\d+/ (http://127\.0\.0\.1:[1-9]\d*/) in memory");
        using HttpClient http = new();
        using HttpRequestMessage request = new(HttpMethod.Get, address.Groups[1].Value + "api/whoami");
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("guest:guest"u8));

        using HttpResponseMessage response = await http.SendAsync(request);

        Assert.Equal("""{"name":"guest","tags":["administrator"]}""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Options_come_from_a_file_too_and_the_command_line_comes_before_it()
    {
        string path = Path.Combine(AppContext.BaseDirectory, $"{Guid.NewGuid():N}.conf");
        await File.WriteAllTextAsync(path, "# A broker.\nlisten = 127.0.0.1:1\n\nuser = root:ro=ot\nvhost=blue\nvhost = green\n");
        await using ChildProcess broker = TypedAmqpProcess.Run("broker", "--config", path, "--listen", "127.0.0.1:0");
        string ready = await broker.WaitForLineAsync(IsReady);
        string authority = new Uri(UriOf(ready)).Authority;

        foreach (string virtualHost in new[] { "blue", "green" })
        {
            await using AmqpConnection connection = await AmqpConnection.ConnectAsync($"amqp://root:ro%3Dot@{authority}/{virtualHost}");
            Assert.True(connection.IsOpen);
        }

        File.Delete(path);
    }

    [Fact]
    public async Task Users_and_virtual_hosts_come_on_top_of_the_default_ones()
    {
        await using TypedAmqpProcess broker = await TypedAmqpProcess.StartAsync(
            new BrokerSetup { Users = [("root", "ro:ot"), ("alice", "s3cret")], VirtualHosts = ["blue", "a/b", "blue"] });

        foreach ((string user, string password) in new[] { ("root", "ro%3Aot"), ("alice", "s3cret"), ("guest", "guest") })
        {
            foreach (string virtualHost in new[] { "/", "blue", "a/b" })
            {
                await using AmqpConnection connection = await AmqpConnection.ConnectAsync(broker.UriFor(user, password, virtualHost));
                Assert.True(connection.IsOpen);
            }
        }
    }

    [Fact]
    public async Task Who_has_a_wrong_password_stays_outside_and_the_log_says_so()
    {
        await using TypedAmqpProcess broker = await TypedAmqpProcess.StartAsync(new BrokerSetup { Users = [("alice", "s3cret")], VirtualHosts = [] });

        AmqpConnectException refusal = await Assert.ThrowsAsync<AmqpConnectException>(
            () => AmqpConnection.ConnectAsync(broker.UriFor("alice", "guess")));

        Assert.Equal(ReplyCode.AccessRefused, refusal.ReplyCode);
        broker.Process.Signal(PosixSignal.SIGTERM);
        await broker.Process.WaitForExitAsync();
        Assert.Contains(broker.Process.Errors, line => line.Contains("login of user 'alice' by PLAIN refused", StringComparison.Ordinal));
        Assert.DoesNotContain(broker.Process.Errors, line => line.Contains("guess", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_password_for_guest_replaces_the_default_one()
    {
        await using TypedAmqpProcess broker = await TypedAmqpProcess.StartAsync(new BrokerSetup { Users = [("guest", "other")], VirtualHosts = [] });

        await using AmqpConnection connection = await AmqpConnection.ConnectAsync(broker.UriFor(password: "other"));
        await Assert.ThrowsAsync<AmqpConnectException>(() => AmqpConnection.ConnectAsync(broker.UriFor()));
    }

    private static bool IsReady(string line) => line.StartsWith("ready ", StringComparison.Ordinal);

    private static string UriOf(string ready) => Addresses().Match(ready).Value;

    [GeneratedRegex(@"amqp://\S+/")]
    private static partial Regex Addresses();
}
