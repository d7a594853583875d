using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Emission;

/// <summary>The class that holds everything an assembly declares, and that of other assemblies which it refers to.</summary>
internal static class TopologyEmitter
{
    /// <summary>
    /// The property of the class that gives the assembly's <c>JsonSerializerContext</c>, also where other assemblies cannot name that.
    /// </summary>
    public const string JsonContext = "JsonContext";

    /// <summary>The class's name: <c>shop</c> gives <c>ShopTopology</c>.</summary>
    public static string ClassName(string topology) => Identifiers.Pascal(topology, "") + "Topology";

    /// <summary>Its name for emitted code.</summary>
    public static string FullName(AssemblyModel assembly)
    {
        string containing = Namespace(assembly);
        return "global::" + (containing.Length == 0 ? "" : containing + ".") + ClassName(assembly.Topology.Name ?? "");
    }

    public static string Emit(AssemblyModel assembly)
    {
        (_, TopologyModel topology, EquatableArray<ExchangeModel> exchanges, EquatableArray<QueueModel> queues, EquatableArray<RpcServiceModel> services) =
            assembly;
        IEnumerable<ExchangeModel> referred = queues.SelectMany(static queue => queue.Exchanges);
        ExchangeModel[] allExchanges = [.. Sorted(exchanges.Concat(referred), static exchange => exchange.Type)];
        QueueModel[] allQueues = [.. Sorted(queues, static queue => queue.Type)];
        RpcServiceModel[] allServices = [.. Sorted(services, static service => service.Type)];
        string name = ClassName(topology.Name ?? "");
        string containing = Namespace(assembly);

        SourceWriter writer = SourceFile.Begin(containing);
        string title = Literals.XmlCode(topology.Name ?? "");
        writer.Write(
            $"/// <summary>The topology {title}: every exchange, queue, binding and service that this assembly declares or refers to.</summary>");
        writer.Write(SourceFile.GeneratedCode);
        writer.Open($"public sealed partial class {name} : {SourceFile.Runtime}ITopology");
        writer.Open($"private {name}()").Close().Blank();
        writer.Write("/// <summary>The one instance.</summary>");
        writer.Write($"public static {name} Instance {{ get; }} = new();").Blank();
        if (topology.JsonContext is string context)
        {
            writer.Write("/// <summary>What reads and writes the contracts of this assembly as JSON, for assemblies that refer to them.</summary>");
            string type = "global::System.Text.Json.Serialization.JsonSerializerContext";
            writer.Write($"public static {type} {JsonContext} => {context}.Default;").Blank();
        }

        writer.Write("/// <inheritdoc/>");
        string constructor = $"new({Literals.Quoted(topology.Name ?? "")})";
        writer.Write($"public {SourceFile.Runtime}TopologyDescriptor Descriptor {{ get; }} = {constructor}").Write("{").Indent();
        if (assembly.Topology.VirtualHost is string virtualHost)
        {
            writer.Write($"VirtualHost = {Literals.Quoted(virtualHost)},");
        }

        WriteList(
            writer,
            "Exchanges",
            allExchanges.Select(exchange => Exchange(exchange, isOwn: exchanges.Contains(exchange)))
                .Concat(allQueues.SelectMany(RetryLowering.Exchanges).Select(static exchange => "new" + Descriptors.Exchange(exchange))));
        WriteList(
            writer,
            "Queues",
            allQueues.SelectMany(static queue => RetryLowering.Queues(queue)
                .Select(static waiting => "new" + Descriptors.Queue(waiting, []))
                .Prepend($"{queue.Type.FullName}.Descriptor")));
        WriteList(writer, "Bindings", Bindings(allExchanges, allQueues));
        WriteList(writer, "Services", allServices.Select(Service));
        WriteList(writer, "Subscribers", allQueues.Select(static queue => $"{SourceFile.Generated}QueueSubscriber.For<{queue.Type.FullName}>()"));
        writer.Close("};");
        return writer.Close().ToString();
    }

    // An internal exchange of another assembly, to which a public one leads, is declared all the same.
    private static string Exchange(ExchangeModel exchange, bool isOwn) =>
        isOwn || exchange.Type.Accessibility == "public"
            ? $"{exchange.Type.FullName}.Descriptor"
            : "new" + Descriptors.Exchange(exchange, isNamed: false);

    // What cannot be named from here, or has no other part, is not there; an error says so.
    private static IEnumerable<T> Sorted<T>(IEnumerable<T> items, Func<T, TypeModel> typeOf) => items
        .Where(item => typeOf(item) is { Accessibility: not "private", IsExtensible: true })
        .GroupBy(item => typeOf(item).FullName, StringComparer.Ordinal)
        .Select(static group => group.First())
        .OrderBy(item => typeOf(item).FullName, StringComparer.Ordinal);

    private static IEnumerable<string> Bindings(ExchangeModel[] exchanges, QueueModel[] queues)
    {
        Dictionary<string, string> names = exchanges.ToDictionary(static exchange => exchange.Type.FullName, static exchange => exchange.Name);
        IEnumerable<string> ofExchanges = exchanges
            .Where(static exchange => !exchange.External)
            .SelectMany(exchange => All(exchange.Bindings, exchange.Name, toExchange: true));
        IEnumerable<string> ofQueues = queues
            .Where(static queue => queue.Name.Length > 0 && !queue.External)
            .SelectMany(queue => All(queue.Bindings, queue.Name, toExchange: false));
        IEnumerable<string> ofRetries = queues
            .SelectMany(RetryLowering.Bindings)
            .SelectMany(static item => Descriptors.Bindings(item.Binding, item.Source, item.Destination, toExchange: false));
        return ofExchanges.Concat(ofQueues).Concat(ofRetries);

        IEnumerable<string> All(EquatableArray<BindingModel> bindings, string destination, bool toExchange) => bindings.SelectMany(binding =>
            names.TryGetValue(binding.Exchange, out string? source) ? Descriptors.Bindings(binding, source, destination, toExchange) : []);
    }

    private static string Service(RpcServiceModel service)
    {
        string durable = service.Durable ? "" : "Durable = false, ";
        string external = service.External ? "External = true, " : "";
        string create = $"CreateServer = {RpcServiceEmitter.ServerFactory(service)}";
        return $"new({Literals.Quoted(service.Name)}, typeof({service.Type.FullName})) {{ {durable}{external}{create} }}";
    }

    private static void WriteList(SourceWriter writer, string property, IEnumerable<string> items)
    {
        string[] all = [.. items];
        if (all.Length == 0)
        {
            return;
        }

        writer.Write($"{property} =").Write("[").Indent();
        foreach (string item in all)
        {
            writer.Write(item + ",");
        }

        writer.Outdent().Write("],");
    }

    private static string Namespace(AssemblyModel assembly) => assembly.Topology.Namespace ?? CommonNamespace(
    [
        .. assembly.Exchanges.Select(static exchange => exchange.Type),
        .. Sorted(assembly.Queues, static queue => queue.Type).Select(static queue => queue.Type),
        .. Sorted(assembly.Services, static service => service.Type).Select(static service => service.Type),
    ]);

    /// <summary>The longest namespace that all declarations are in.</summary>
    private static string CommonNamespace(IEnumerable<TypeModel> types)
    {
        string[]? common = null;
        foreach (TypeModel type in types)
        {
            string[] parts = type.Namespace.Split('.');
            common = common is null ? parts : [.. common.TakeWhile((part, index) => index < parts.Length && parts[index] == part)];
        }

        return string.Join(".", common ?? []);
    }
}
