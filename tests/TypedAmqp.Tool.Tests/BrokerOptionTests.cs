using System.Net;
using System.Net.Sockets;

namespace TypedAmqp.Tool.Tests;

/// <summary>What <c>typedamqp broker</c> refuses: one sentence on standard error, and exit code 1.</summary>
public sealed class BrokerOptionTests
{
    [Theory]
    [InlineData("--data", "", "--data takes a folder, such as ./data, and not an empty name.")]
    [InlineData("--compat", "3.9", "--compat takes 3.10 or 4.2, and not '3.9'.")]
    [InlineData("--deny", "global_qos", "--deny goes with --compat 4.2: a RabbitMQ 3.10 denies nothing.")]
    [InlineData("--management", "15672", "--management takes an address and a port, such as 127.0.0.1:15672 or [::1]:15672, and not '15672'.")]
    [InlineData("--listen", "5672", "--listen takes an address and a port, such as 127.0.0.1:5672 or [::1]:5672, and not '5672'.")]
    [InlineData("--listen", "::1:5672", "--listen takes an address and a port, such as 127.0.0.1:5672 or [::1]:5672, and not '::1:5672'.")]
    [InlineData(
        "--listen", "127.0.0.1:65536", "--listen takes an address and a port, such as 127.0.0.1:5672 or [::1]:5672, and not '127.0.0.1:65536'.")]
    [InlineData("--listen", "127.1:5672", "--listen takes an address and a port, such as 127.0.0.1:5672 or [::1]:5672, and not '127.1:5672'.")]
    [InlineData("--listen", "", "--listen takes an address and a port, such as 127.0.0.1:5672 or [::1]:5672, and not ''.")]
    [InlineData("--listen", "nonsense", "--listen takes an address and a port, such as 127.0.0.1:5672 or [::1]:5672, and not 'nonsense'.")]
    [InlineData("--listen", "127.0.0.1:-1", "--listen takes an address and a port, such as 127.0.0.1:5672 or [::1]:5672, and not '127.0.0.1:-1'.")]
    [InlineData("--vhost", "", "--vhost takes the name of a virtual host, such as shop, and not an empty one.")]
    [InlineData("--disk-free-limit", "half", "--disk-free-limit takes a number of octets, such as 50000000, 50MB or 2GiB, and not 'half'.")]
    [InlineData("--disk-free-limit", "-1", "--disk-free-limit takes a number of octets, such as 50000000, 50MB or 2GiB, and not '-1'.")]
    [InlineData(
        "--disk-free-limit", "99999999999TB", "--disk-free-limit takes a number of octets, such as 50000000, 50MB or 2GiB, and not '99999999999TB'.")]
    [InlineData(
        "--memory-limit", "1KB", "--memory-limit takes a number of octets of 1000000 or more, such as 50000000, 50MB or 2GiB, and not '1KB'.")]
    [InlineData("--user", "", "--user takes a name and a password with a colon between them, such as alice:secret, and neither may be empty.")]
    [InlineData("--user", ":x", "--user takes a name and a password with a colon between them, such as alice:secret, and neither may be empty.")]
    [InlineData("--user", "alice", "--user takes a name and a password with a colon between them, such as alice:secret, and neither may be empty.")]
    [InlineData("--user", ":secret", "--user takes a name and a password with a colon between them, such as alice:secret, and neither may be empty.")]
    [InlineData("--user", "alice:", "--user takes a name and a password with a colon between them, such as alice:secret, and neither may be empty.")]
    public async Task A_value_that_cannot_be_used_is_refused(string option, string value, string sentence) =>
        (await CommandResult.RunAsync("broker", option, value)).AssertFailure($"{sentence} See 'typedamqp broker --help'.");

    [Theory]
    [InlineData("lisen = 127.0.0.1:0", 1)]
    [InlineData("# a comment\n\n listen 127.0.0.1:0 ", 3)]
    public async Task A_file_with_something_else_than_options_is_refused(string text, int line)
    {
        string path = Path.Combine(AppContext.BaseDirectory, $"{Guid.NewGuid():N}.conf");
        await File.WriteAllTextAsync(path, text);

        CommandResult result = await CommandResult.RunAsync("broker", "--config", path);

        result.AssertFailure(
            $"{path}, line {line}: '{text.Split('\n')[^1].Trim()}' is none of listen, user, vhost, data, accept-damage, disk-free-limit, memory-limit, management, compat, deny with '=' and a value.");
        File.Delete(path);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_refused() =>
        (await CommandResult.RunAsync("broker", "--config", "/nowhere/broker.conf")).AssertFailure(
            "--config /nowhere/broker.conf cannot be read: Could not find a part of the path '/nowhere/broker.conf'.");

    [Fact]
    public async Task One_user_twice_is_refused() =>
        (await CommandResult.RunAsync("broker", "--user", "alice:one", "--user", "alice:two"))
            .AssertFailure("--user gives the user 'alice' twice. See 'typedamqp broker --help'.");

    [Fact]
    public async Task A_feature_that_is_not_deprecated_cannot_be_denied() =>
        (await CommandResult.RunAsync("broker", "--compat", "4.2", "--deny", "qos"))
            .AssertFailure("--deny takes global_qos or transient_nonexcl_queues, and not 'qos'. See 'typedamqp broker --help'.");

    [Fact]
    public async Task An_option_without_its_value_is_refused() =>
        (await CommandResult.RunAsync("broker", "--config")).AssertFailure(
            "Required argument missing for option: '--config'. See 'typedamqp broker --help'.");

    [Theory]
    [InlineData("broker", "--durable")]
    [InlineData("brooker", "--listen")]
    public async Task What_nobody_knows_is_refused(params string[] arguments)
    {
        CommandResult result = await CommandResult.RunAsync(arguments);

        Assert.Single(result.Errors);
        Assert.Empty(result.Output);
        Assert.Equal(1, result.ExitCode);
    }

    [Theory]
    [InlineData(
        "'lst' is no command or option here. Did you mean list? 'typedamqp' is followed by broker, list, store or topology. See 'typedamqp --help'.",
        "lst")]
    [InlineData(
        "'exchanges' is no command or option here. 'typedamqp list' is followed by queues. See 'typedamqp list --help'.", "list", "exchanges")]
    [InlineData("'--lisen' is no command or option here. Did you mean --listen? See 'typedamqp broker --help'.", "broker", "--lisen", "127.0.0.1:0")]
    [InlineData("A command is missing. 'typedamqp store' is followed by check or backup. See 'typedamqp store --help'.", "store")]
    public async Task A_misspelt_word_is_named(string sentence, params string[] arguments) =>
        (await CommandResult.RunAsync(arguments)).AssertFailure(sentence);

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        using Socket other = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        other.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        other.Listen();

        CommandResult result = await CommandResult.RunAsync("broker", "--listen", $"{other.LocalEndPoint}");

        result.AssertFailure(
            $"Cannot listen on {other.LocalEndPoint}: the port is in use; stop the program that listens there, or choose another port.");
    }

    [Fact]
    public async Task An_address_of_another_machine_is_named() =>
        (await CommandResult.RunAsync("broker", "--listen", "192.0.2.1:5672"))
            .AssertFailure("Cannot listen on 192.0.2.1:5672: the address is none of this machine's.");
}
