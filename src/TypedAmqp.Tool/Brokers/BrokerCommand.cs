using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using TypedAmqp.Broker;
using TypedAmqp.Server;

namespace TypedAmqp.Tool.Brokers;

/// <summary><c>typedamqp broker</c>: its options, and what they mean together.</summary>
internal static class BrokerCommand
{
    private static readonly Option<IPEndPoint[]> Listen = new("--listen")
    {
        Description =
            "Where to listen, such as 127.0.0.1:5672 (the default), [::1]:5672 or 0.0.0.0:5672; port 0 takes one that is free. Can be repeated.",
        HelpName = "ADDRESS:PORT",
        CustomParser = static result => [.. result.Tokens.Select(token => ListenAddress.Parse(token.Value, result))],
    };

    private static readonly Option<BrokerUser[]> Users = new("--user")
    {
        Description =
            "Who may log in, beside guest with password guest from this machine; everything is granted on every virtual host. Can be repeated.",
        HelpName = "NAME:PASSWORD",
        CustomParser = static result => [.. result.Tokens.Select(token => UserOption.Parse(token.Value, result)).OfType<BrokerUser>()],
    };

    private static readonly Option<string[]> VirtualHosts = new("--vhost")
    {
        Description = "A virtual host, beside /. Can be repeated.",
        HelpName = "NAME",
        Validators = { RefuseNameless },
    };

    private static readonly Option<IPEndPoint?> Management = new("--management")
    {
        Description =
            "Where to listen for HTTP: RabbitMQ's management API, /metrics for Prometheus, and a page to look at. Nowhere unless it is given.",
        HelpName = "ADDRESS:PORT",
        CustomParser = static result => ListenAddress.Parse(result.Tokens[0].Value, result, "--management", examplePort: 15672),
    };

    private static readonly Option<string?> Data = new("--data")
    {
        Description = "The folder that keeps what is durable; it is made where it is not there. Without it everything is in memory.",
        HelpName = "DIR",
        Validators = { RefuseNowhere },
    };

    private static readonly Option<bool> AcceptDamage = new("--accept-damage")
    {
        Description = "Start although a part of the data folder is damaged, and keep what can be read; the log says what was lost.",
    };

    private static readonly Option<int?> SegmentSize = new("--segment-size")
    {
        Description = "Octets after which a file of the data folder's log is full and another one begins; 64 MiB unless it is given.",
        HelpName = "OCTETS",
        Hidden = true,
        Validators = { RefuseSize },
    };

    private static readonly Option<long?> DiskFreeLimit = new("--disk-free-limit")
    {
        Description =
            "Octets that must be free on the disk of the data folder, such as 50000000 or 2GB, or publishers have to wait; 0: none. 50 MB unless it is given.",
        HelpName = "OCTETS",
        CustomParser = static result => OctetsOption.Parse(result, "--disk-free-limit"),
    };

    private static readonly Option<long?> MemoryLimit = new("--memory-limit")
    {
        Description =
            "Octets that messages may hold in memory, such as 500MB, before publishers have to wait. Two fifths of what the process may use unless it is given.",
        HelpName = "OCTETS",
        CustomParser = static result => OctetsOption.Parse(result, "--memory-limit", least: OctetsOption.LeastMemory),
    };

    private static readonly Option<Compatibility> Compat = new("--compat")
    {
        Description =
            "The RabbitMQ that it behaves like, where versions differ: 3.10 (the default, compared with a real one) or 4.2 (after its documentation).",
        HelpName = "VERSION",
        CustomParser = static result => CompatibilityOption.Parse(result.Tokens[0].Value, result),
    };

    private static readonly Option<DeprecatedFeatures[]> Deny = new("--deny")
    {
        Description =
            "A feature that RabbitMQ 4.2 deprecates, refused as if it were gone: global_qos or transient_nonexcl_queues. With --compat 4.2. Can be repeated.",
        HelpName = "FEATURE",
        CustomParser = static result => [.. result.Tokens.Select(token => CompatibilityOption.ParseDenied(token.Value, result))],
    };

    /// <summary>Makes the command.</summary>
    /// <param name="started">When the process began, as <see cref="System.Diagnostics.Stopwatch"/> counts.</param>
    public static Command Create(long started)
    {
        Users.Validators.Add(UserOption.RefuseTwins);
        ToolCommand command = new(
            "broker",
            "Runs a broker until it is told to stop. Without --data it is in memory: nothing survives its end.",
            "broker",
            "broker --listen 0.0.0.0:5672 --data ./data --user shop:secret --management 127.0.0.1:15672")
        {
            Listen, Users, VirtualHosts, Data, AcceptDamage, SegmentSize, DiskFreeLimit, MemoryLimit, Management, Compat, Deny, ConfigFile.Option,
        };
        command.Validators.Add(static result =>
        {
            if (result.GetResult(Deny) is { Implicit: false } && result.GetValue(Compat) != Compatibility.RabbitMq42)
            {
                result.AddError("--deny goes with --compat 4.2: a RabbitMQ 3.10 denies nothing.");
            }
        });
        command.SetAction((arguments, _) => BrokerRun.RunAsync(ToOptions(arguments), started));
        return command;
    }

    private static void RefuseNameless(OptionResult result)
    {
        if (result.Tokens.Any(static token => token.Value.Length == 0))
        {
            result.AddError("--vhost takes the name of a virtual host, such as shop, and not an empty one.");
        }
    }

    private static void RefuseNowhere(OptionResult result)
    {
        if (result.Tokens.Any(static token => string.IsNullOrWhiteSpace(token.Value)))
        {
            result.AddError("--data takes a folder, such as ./data, and not an empty name.");
        }
    }

    private static void RefuseSize(OptionResult result)
    {
        if (!int.TryParse(result.Tokens[0].Value, out int octets) || octets is < 4096 or > 1 << 30)
        {
            result.AddError($"--segment-size takes a number of octets from 4096 to {1 << 30}, and not '{result.Tokens[0].Value}'.");
        }
    }

    private static BrokerServerOptions ToOptions(ParseResult arguments)
    {
        BrokerServerOptions options = new();
        BrokerUser[] users = arguments.GetValue(Users) ?? [];
        IEnumerable<BrokerUser> defaults = options.Broker.Users.Where(user => users.All(given => given.Name != user.Name));
        return options with
        {
            Listen = arguments.GetValue(Listen) is { Length: > 0 } listen ? listen : options.Listen,
            Management = arguments.GetValue(Management),
            Broker = options.Broker with
            {
                Users = [.. defaults, .. users],
                VirtualHosts = [.. options.Broker.VirtualHosts.Union(arguments.GetValue(VirtualHosts) ?? [], StringComparer.Ordinal)],
                DataFolder = arguments.GetValue(Data),
                AcceptDamage = arguments.GetValue(AcceptDamage),
                SegmentSize = arguments.GetValue(SegmentSize) ?? options.Broker.SegmentSize,
                DiskFreeLimit = arguments.GetValue(DiskFreeLimit) ?? options.Broker.DiskFreeLimit,
                MemoryHighWatermark = arguments.GetValue(MemoryLimit) ?? options.Broker.MemoryHighWatermark,
                Compatibility = arguments.GetValue(Compat),
                Denied = (arguments.GetValue(Deny) ?? []).Aggregate(DeprecatedFeatures.None, static (all, feature) => all | feature),
                LoggerFactory = new StandardErrorLog(),
            },
        };
    }
}
