using System.IO.Pipelines;
using TypedAmqp.Broker;
using TypedAmqp.Conformance.Scripts;
using TypedAmqp.Conformance.Wire;
using TypedAmqp.Protocol;

namespace TypedAmqp.Conformance.Playing;

/// <summary>Our own broker, in this process: a new one for each scenario.</summary>
public sealed class EmbeddedBroker : IScenarioBroker
{
    private static readonly string[] Hosts = ["/", "blue", "green/leaf"];

    // More than any machine has.
    private const long TooMuch = 1L << 60;

    private BrokerOptions _options = new()
    {
        Users = [BrokerUser.Guest, new BrokerUser("root", "root"), .. Ensemble.Setup.LimitedUsers.Select(
            static user => new BrokerUser(user.Name, user.Name))],
        VirtualHosts = Hosts,
    };

    private TypedAmqp.Broker.Broker? _broker;
    private bool _isMemoryShort;

    /// <inheritdoc/>
    public TimeSpan Patience => TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public string VirtualHost => "/";

    private TypedAmqp.Broker.Broker Broker => _broker ??= Create();

    /// <inheritdoc/>
    public Task<IDuplexPipe> ConnectAsync() => Task.FromResult(Broker.Connect());

    /// <inheritdoc/>
    public Task<bool> OperateAsync(OperatorOrder order)
    {
        try
        {
            return Task.FromResult(Operate(order));
        }
        catch (ArgumentException)
        {
            return Task.FromResult(false);
        }
    }

    /// <inheritdoc/>
    public Task CleanAsync(IReadOnlySet<string> queues, IReadOnlySet<string> exchanges) => Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _broker?.DisposeAsync() ?? default;

    // With the users of the ensemble.
    private TypedAmqp.Broker.Broker Create()
    {
        TypedAmqp.Broker.Broker broker = new(_options);
        foreach ((string name, (string Configure, string Write, string Read)? permissions) in Ensemble.Setup.LimitedUsers)
        {
            foreach (string host in Hosts)
            {
                broker.Access.ClearPermissions(name, host);
                if (permissions is var (configure, write, read))
                {
                    broker.Access.SetPermissions(new BrokerPermissions(name, host, configure, write, read));
                }
            }
        }

        return broker;
    }

    private bool Operate(OperatorOrder order)
    {
        switch (order.Verb)
        {
            case "set-policy":
                Broker.SetPolicy(Policy(order));
                return true;
            case "set-operator-policy":
                Broker.SetOperatorPolicy(Policy(order));
                return true;
            case "clear-policy":
                return Broker.ClearPolicy(VirtualHost, order.Text("name"));
            case "clear-operator-policy":
                return Broker.ClearOperatorPolicy(VirtualHost, order.Text("name"));
            case "limit" when _broker is null:
                _options = _options with
                {
                    ConsumerTimeout = TimeSpan.FromMilliseconds(order.Number("consumer-timeout", (long)_options.ConsumerTimeout.TotalMilliseconds)),
                    MaxMessageSize = (int)order.Number("max-message-size", _options.MaxMessageSize),
                };
                return true;
            case "memory":
                if (_isMemoryShort != order.Arguments.ContainsKey("short"))
                {
                    _isMemoryShort = !_isMemoryShort;
                    Broker.Resources.Memory.Add(_isMemoryShort ? TooMuch : -TooMuch);
                }

                return true;
            default:
                throw new FormatException($"An operator cannot {order.Verb} any more; limits come first.");
        }
    }

    private static BrokerPolicy Policy(OperatorOrder order) => new(
        order.Text("name"), order.Text("pattern"), (FieldTable)Plain(order.Arguments["definition"])!)
    {
        Priority = (int)order.Number("priority"),
        ApplyTo = order.Text("apply-to", order.IsOperators ? "queues" : "all") switch
        {
            "queues" => PolicyTarget.Queues,
            "exchanges" => PolicyTarget.Exchanges,
            _ => PolicyTarget.All,
        },
    };

    private static object? Plain(FieldValue value)
    {
        switch (value.Type)
        {
            case 'F':
                FieldTable table = [];
                foreach (Field field in (List<Field>)value.Value!)
                {
                    table.Add(field.Name, Plain(field.Value));
                }

                return table;
            case 'A':
                return ((List<FieldValue>)value.Value!).Select(Plain).ToList();
            case 'S':
                return System.Text.Encoding.UTF8.GetString(value.Octets);
            default:
                return value.Value;
        }
    }
}
