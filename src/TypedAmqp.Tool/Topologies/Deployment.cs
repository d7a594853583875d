using System.CommandLine;
using TypedAmqp.Manifests;

namespace TypedAmqp.Tool.Topologies;

/// <summary>A topology, and the broker that it is to be on.</summary>
internal sealed class Deployment : IDisposable
{
    private const string LockFile = "topology.lock.json";

    private readonly BrokerTopology[] _released;

    private Deployment(BrokerTopology declared, BrokerTopology[] released, ManagementApi broker)
    {
        Declared = declared;
        _released = released;
        Broker = broker;
    }

    public BrokerTopology Declared { get; }

    public ManagementApi Broker { get; }

    /// <exception cref="InvalidDataException">The assembly, or a lock file, cannot be read; the message is a sentence.</exception>
    public static Deployment Create(TopologySource source, ParseResult arguments, IReadOnlyList<FileInfo> released)
    {
        string? topology = arguments.GetValue(BrokerOptions.Topology);
        TopologyModel model = source.Read(topology);
        BrokerTopology declared = model.ToBroker();
        declared = arguments.GetValue(BrokerOptions.Host) is string host ? declared with { VirtualHost = host } : declared;
        string beside = Path.Combine(source.Folder, LockFile);
        IEnumerable<string> files = released.Count > 0 ? released.Select(static file => file.FullName) : File.Exists(beside) ? [beside] : [];
        return new Deployment(
            declared,
            [.. files.Select(file => ReleasedTopology.Read(file, topology)).OfType<TopologyModel>().Select(static earlier => earlier.ToBroker())],
            BrokerOptions.Connect(arguments.GetValue(BrokerOptions.Uri)!, declared.VirtualHost, arguments.GetValue(BrokerOptions.Authorities)));
    }

    public async Task<TopologyDrift> CompareAsync(CancellationToken cancellationToken) =>
        TopologyDrift.Compare(Declared, await Broker.ReadAsync(cancellationToken), _released);

    public void Dispose() => Broker.Dispose();
}
