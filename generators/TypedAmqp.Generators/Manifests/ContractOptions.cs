using TypedAmqp.Generators.Emission;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Manifests;

/// <summary>
/// By which of its topologies' contexts each contract of an assembly is written, as in emitted code: by that of the first topology that names the
/// contract, else of the first whose context lists it.
/// </summary>
internal sealed class ContractOptions
{
    private readonly JsonOptionsModel[] _all;
    private readonly HashSet<string>[] _listed;
    private readonly Dictionary<string, JsonOptionsModel> _named = new(StringComparer.Ordinal);
    private readonly AssemblyModel _assembly;

    /// <param name="assembly">The assembly.</param>
    /// <param name="all">The options of its topologies, the first one's first.</param>
    public ContractOptions(AssemblyModel assembly, EquatableArray<JsonOptionsModel> all)
    {
        _assembly = assembly;
        _all = [.. all];
        _listed = [.. _all.Select(static options => new HashSet<string>(options.Types, StringComparer.Ordinal))];
        if (_all.Length == 1)
        {
            return;
        }

        foreach (AssemblyModel part in assembly.ByTopology)
        {
            JsonOptionsModel options = _all.FirstOrDefault(other => other.Topology == part.Topology.Name) ?? _all[0];
            foreach (string contract in Contracts(part).Select(static message => message.TypeName))
            {
                _named[contract] = _named.TryGetValue(contract, out JsonOptionsModel? first) ? first : options;
            }
        }
    }

    /// <summary>How a contract, and what is in it, is written.</summary>
    public JsonOptionsModel Of(string contract) =>
        _named.TryGetValue(contract, out JsonOptionsModel? options)
            ? options
            : _all.Where((_, index) => _listed[index].Contains(contract)).FirstOrDefault() ?? _all[0];

    /// <summary>What gives the context of a topology, null for the first, to emitted code elsewhere; null when that has none.</summary>
    public string? Context(string? topology)
    {
        AssemblyModel part = _assembly.ByTopology.First(part => topology is null || part.Topology.Name == topology);
        return part.Topology is { Name: not null, JsonContext: not null } ? TopologyEmitter.FullName(part) + "." + TopologyEmitter.JsonContext : null;
    }

    /// <summary>The contract with what is known of its context.</summary>
    public ContractModel Complete(ContractModel contract)
    {
        JsonOptionsModel options = Of(contract.Type);
        bool isListed = _listed[Array.IndexOf(_all, options)].Contains(contract.Type);
        return contract with { IsInJsonContext = isListed, JsonContext = isListed && options.Topology is string topology ? Context(topology) : null };
    }

    private static IEnumerable<MessageModel> Contracts(AssemblyModel part) =>
        part.Exchanges.SelectMany(static exchange => exchange.Routes).Select(static route => route.Message)
        .Concat(part.Queues.SelectMany(static queue => queue.Sends).Select(static send => send.Message))
        .Concat(part.Services.SelectMany(static service => service.Methods).SelectMany(static method =>
            new[] { method.Request, method.Reply }.OfType<MessageModel>().Concat(method.Faults.Select(static fault => fault.Contract))));
}
