using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using TypedAmqp.Conformance.Scripts;
using TypedAmqp.Conformance.Wire;

namespace TypedAmqp.Conformance.Playing;

/// <summary>A broker behind a port of the loopback, which many scenarios share: what one declared is deleted behind it.</summary>
/// <param name="port">The port.</param>
/// <param name="virtualHost">The virtual host that scenarios are played in.</param>
/// <param name="pace">How clients speak.</param>
/// <param name="operator">Whoever runs the broker; null: nobody can be reached.</param>
public sealed class SocketBroker(int port, string virtualHost = "/", Pace pace = Pace.Natural, RabbitMqOperator? @operator = null) : IScenarioBroker
{
    private ScenarioClient? _cleaner;

    /// <inheritdoc/>
    public TimeSpan Patience => TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public Pace Pace => pace;

    /// <inheritdoc/>
    public string VirtualHost => virtualHost;

    /// <inheritdoc/>
    public async Task<IDuplexPipe> ConnectAsync()
    {
        TcpClient tcp = new() { NoDelay = true };
        await tcp.ConnectAsync(IPAddress.Loopback, port);
        return new SocketTransport(tcp);
    }

    /// <inheritdoc/>
    public Task<bool> OperateAsync(OperatorOrder order) =>
        @operator?.DoAsync(order, virtualHost) ?? throw new FormatException("nobody runs this broker who could be told");

    /// <inheritdoc/>
    public async Task CleanAsync(IReadOnlySet<string> queues, IReadOnlySet<string> exchanges)
    {
        if (@operator is not null)
        {
            await @operator.UndoAsync(virtualHost);
        }

        if (_cleaner is null)
        {
            _cleaner = new ScenarioClient(await ConnectAsync(), Patience);
            await _cleaner.HandshakeAsync([], virtualHost);
            await _cleaner.CallAsync(1, "channel.open", []);
        }

        foreach (string queue in queues)
        {
            await _cleaner.CallAsync(1, "queue.delete", new() { ["queue"] = Text(queue) });
        }

        foreach (string exchange in exchanges.Where(static name => name.Length > 0 && !name.StartsWith("amq.", StringComparison.Ordinal)))
        {
            await _cleaner.CallAsync(1, "exchange.delete", new() { ["exchange"] = Text(exchange) });
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_cleaner is not null)
        {
            await _cleaner.DisposeAsync();
        }
    }

    private static FieldValue Text(string text) => FieldValue.Text(System.Text.Encoding.UTF8.GetBytes(text));
}
