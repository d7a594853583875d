using System.Globalization;
using TypedAmqp.Peers;

namespace TypedAmqp.Benchmarks;

/// <summary>What the command line asks for.</summary>
internal sealed record Settings
{
    public const string Usage = """
        usage: frames
               growth [NAME]
               rpc-million|channels|observability
               broker|client|durable|all [--rabbit PORT | --no-rabbit] [--rounds N] [--only WORD] [--depth N]

          frames        the frames of a publish, three ways: written per message, a template, constant data
          growth        what a message costs as a broker fills with bindings, queues, connections, messages and consumers, and what each of them holds; of all, those
                        whose names begin so
          rpc-million   a million calls: how fast, what each allocates; fails when anything of them stays
          channels      10,000 channels over 100 connections, opened, used and closed: time and memory
          observability what a publish costs while nobody listens and while somebody does; fails when it allocates while nobody does
          broker        the load generator against both brokers, memory, start time
          client        our client and RabbitMQ.Client against both brokers: processor, allocations, round trip, and what of theirs ours is
          durable       with a data folder: beside RabbitMQ, beside a bare append and fsync, and what long and many queues cost
          --rabbit      a RabbitMQ that is running on this port of 127.0.0.1 (user guest); otherwise one is started where it is installed
          --no-rabbit   our broker alone
          --rounds      how often each case runs, the brokers in turn; the median counts (3)
          --only        the cases whose name contains this
          --depth       how many messages wait in the durable queue whose memory and opening are measured (1000000; a gigabyte on the disk)
        """;

    public bool Brokers { get; private init; }

    public bool Clients { get; private init; }

    public bool Durable { get; private init; }

    public int Depth { get; private init; } = 1_000_000;

    public int Rounds { get; private init; } = 3;

    private string? Only { get; init; }

    private bool WithRabbitMq { get; init; } = true;

    private int? RabbitMqPort { get; init; }

    public static bool TryParse(string[] arguments, out Settings settings)
    {
        settings = new Settings
        {
            Brokers = arguments.FirstOrDefault() is "broker" or "all",
            Clients = arguments.FirstOrDefault() is "client" or "all",
            Durable = arguments.FirstOrDefault() is "durable" or "all",
        };
        for (int i = 1; i < arguments.Length; i++)
        {
            bool hasNext = i + 1 < arguments.Length;
            switch (arguments[i])
            {
                case "--no-rabbit":
                    settings = settings with { WithRabbitMq = false };
                    break;
                case "--rabbit" when hasNext && int.TryParse(arguments[i + 1], CultureInfo.InvariantCulture, out int port):
                    settings = settings with { RabbitMqPort = port };
                    i++;
                    break;
                case "--rounds" when hasNext && int.TryParse(arguments[i + 1], CultureInfo.InvariantCulture, out int rounds) && rounds > 0:
                    settings = settings with { Rounds = rounds };
                    i++;
                    break;
                case "--depth" when hasNext && int.TryParse(arguments[i + 1], CultureInfo.InvariantCulture, out int depth) && depth > 0:
                    settings = settings with { Depth = depth };
                    i++;
                    break;
                case "--only" when hasNext:
                    settings = settings with { Only = arguments[++i] };
                    break;
                default:
                    return false;
            }
        }

        return settings.Brokers || settings.Clients || settings.Durable;
    }

    /// <summary>Whether a case is asked for.</summary>
    public bool Includes(string name) => Only is null || name.Contains(Only, StringComparison.OrdinalIgnoreCase);

    /// <summary>The RabbitMQ to compare with; null where there is none, which is said.</summary>
    public async Task<BrokerProcess?> RabbitMqAsync()
    {
        if (!WithRabbitMq)
        {
            return null;
        }

        if (RabbitMqPort is { } port)
        {
            return new RunningBroker(port);
        }

        try
        {
            return await RabbitMqServer.StartAsync();
        }
        catch (PeerMissingException exception)
        {
            Console.WriteLine($"{exception.Message}: our broker alone is measured.");
            return null;
        }
    }
}
