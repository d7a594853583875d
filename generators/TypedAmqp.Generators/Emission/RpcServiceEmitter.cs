using System.Globalization;
using System.Text;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Emission;

/// <summary>Client and server of an RPC service: the client is the interface, one expression a method; the server dispatches to an implementation of it.</summary>
internal static class RpcServiceEmitter
{
    private const string Nothing = SourceFile.Generated + "Nothing";
    private const string Methods = "Methods";

    public static string Emit(RpcServiceModel service, string? jsonContext)
    {
        SourceWriter writer = SourceFile.Begin(service.Type.Namespace);
        string stem = Stem(service);
        IReadOnlyList<string> fields = Fields(service);
        WriteMethods(writer, service, stem, fields, jsonContext);
        WriteClient(writer, service, stem, fields);
        WriteServer(writer, service, stem, fields);
        WriteExtensions(writer, service, stem);
        return writer.ToString();
    }

    /// <summary>The service's name in C#: the interface's without its <c>I</c>.</summary>
    public static string Stem(RpcServiceModel service)
    {
        string name = service.Type.Name.TrimStart('@');
        return name.Length > 1 && name[0] == 'I' && char.IsUpper(name[1]) ? name.Substring(1) : name;
    }

    /// <summary>The class that serves it, for the topology.</summary>
    public static string ServerName(RpcServiceModel service) =>
        (service.Type.Namespace.Length == 0 ? "global::" : $"global::{service.Type.Namespace}.") + Stem(service) + "Server";

    private static IReadOnlyList<string> Fields(RpcServiceModel service)
    {
        HashSet<string> taken = new(StringComparer.Ordinal);
        return [.. service.Methods.Select(method => Identifiers.Unique(Identifiers.Pascal(method.Name, "Method"), taken))];
    }

    private static void WriteMethods(SourceWriter writer, RpcServiceModel service, string stem, IReadOnlyList<string> fields, string? jsonContext)
    {
        writer.Write($"/// <summary>The methods of {Literals.XmlReference(service.Type.FullName, service.Type.Name)} as they travel.</summary>");
        writer.Write(SourceFile.GeneratedCode);
        writer.Open($"internal static class {stem}{Methods}");
        bool first = true;
        for (int index = 0; index < service.Methods.Count; index++)
        {
            RpcMethodModel method = service.Methods[index];
            if (!method.IsSupported)
            {
                continue;
            }

            if (!first)
            {
                writer.Blank();
            }

            first = false;
            string timeout = method.TimeoutMilliseconds is long milliseconds
                ? $"global::System.TimeSpan.FromMilliseconds({milliseconds.ToString(CultureInfo.InvariantCulture)}L)"
                : $"{SourceFile.Generated}RpcDefaults.Timeout";
            writer.Write($"/// <summary>The request {Literals.XmlCode(method.WireName)}.</summary>");
            writer.Write($"public static readonly {SourceFile.Generated}RpcMethod<{TypeOf(method.Request)}, {TypeOf(method.Reply)}> {fields[index]} = new(").Indent();
            writer.Write($"{Literals.Quoted(service.Name)},");
            writer.Write($"{Literals.Quoted(method.WireName)},");
            writer.Write($"{timeout},");
            writer.Write($"{Contract(method.Request, jsonContext)},");
            writer.Write($"{Contract(method.Reply, jsonContext)});").Outdent();
        }

        writer.Close();
    }

    private static void WriteClient(SourceWriter writer, RpcServiceModel service, string stem, IReadOnlyList<string> fields)
    {
        if (!service.HasOnlyMethods)
        {
            return;
        }

        writer.Blank();
        writer.Write($"/// <summary>Calls the service {Literals.XmlCode(service.Name)}: each call is a request to its queue, and waits for the reply.</summary>");
        writer.Write(SourceFile.GeneratedCode);
        writer.Open($"internal sealed class {stem}Client({SourceFile.Runtime}AmqpBus bus) : {SourceFile.Generated}RpcClient(bus), {service.Type.FullName}");
        for (int index = 0; index < service.Methods.Count; index++)
        {
            if (index > 0)
            {
                writer.Blank();
            }

            RpcMethodModel method = service.Methods[index];
            writer.Write("/// <inheritdoc/>").Write($"public {method.Signature} =>").Indent();
            writer.Write(method.IsSupported
                ? $"{CallName(method)}({stem}{Methods}.{fields[index]}, {method.RequestParameter ?? "default"}, {method.CancellationParameter ?? "default"});"
                : $"throw new global::System.NotSupportedException({Literals.Quoted($"{method.Name} cannot be called over AMQP: it must return a task and take at most one request and a CancellationToken.")});");
            writer.Outdent();
        }

        writer.Close();
    }

    private static void WriteServer(SourceWriter writer, RpcServiceModel service, string stem, IReadOnlyList<string> fields)
    {
        writer.Blank();
        writer.Write($"/// <summary>Serves {Literals.XmlCode(service.Name)}: takes requests from its queue and replies to them.</summary>");
        writer.Write(SourceFile.GeneratedCode);
        writer.Open($"internal sealed class {stem}Server({service.Type.FullName} service) : {SourceFile.Generated}RpcServer({Literals.Quoted(service.Name)})");
        writer.Write("/// <inheritdoc/>");
        writer.Open($"protected override global::System.Threading.Tasks.ValueTask DispatchAsync({SourceFile.Generated}RpcRequest request)");
        writer.Write("global::System.ReadOnlySpan<byte> method = request.Method;");
        writer.Write("return method.Length switch").Write("{").Indent();
        int[] supported = [.. Enumerable.Range(0, service.Methods.Count).Where(index => service.Methods[index].IsSupported)];
        if (service.Methods.Count == 1 && supported.Length == 1)
        {
            // A service of one method takes requests that do not say which.
            writer.Write($"0 => {fields[0]}Async(request),");
        }

        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (int index in supported.Where(index => seen.Add(service.Methods[index].WireName)))
        {
            string name = service.Methods[index].WireName;
            string octets = Encoding.UTF8.GetByteCount(name).ToString(CultureInfo.InvariantCulture);
            writer.Write($"{octets} when global::System.MemoryExtensions.SequenceEqual(method, {Literals.Utf8(name)}) => {fields[index]}Async(request),");
        }

        writer.Write("_ => throw request.UnknownMethod(),").Outdent().Write("};").Close();
        foreach (int index in supported)
        {
            RpcMethodModel method = service.Methods[index];
            string field = $"{stem}{Methods}.{fields[index]}";
            string[] arguments =
            [
                .. method.RequestParameter is null ? Array.Empty<string>() : [$"{method.RequestParameter}: {field}.Read(in request)"],
                .. method.CancellationParameter is null ? Array.Empty<string>() : [$"{method.CancellationParameter}: request.CancellationToken"],
            ];
            writer.Blank();
            writer.Write($"private global::System.Threading.Tasks.ValueTask {fields[index]}Async({SourceFile.Generated}RpcRequest request) =>").Indent();
            writer.Write($"request.ReplyAsync({field}, service.{method.Name}({string.Join(", ", arguments)}));").Outdent();
        }

        writer.Close();
    }

    private static void WriteExtensions(SourceWriter writer, RpcServiceModel service, string stem)
    {
        if (service.Type.Accessibility == "private")
        {
            return;
        }

        string name = Literals.XmlCode(service.Name);
        const string task = "global::System.Threading.Tasks.Task<global::TypedAmqp.ConsumerSubscription>";
        writer.Blank();
        writer.Write($"/// <summary>Leads from a bus to the service {name}.</summary>");
        writer.Write(SourceFile.GeneratedCode);
        writer.Open($"{service.Type.Accessibility} static class {stem}BusExtensions");
        if (service.HasOnlyMethods)
        {
            writer.Write($"/// <summary>What calls the service {name}.</summary>");
            writer.Write("/// <param name=\"bus\">The bus.</param>");
            writer.Write($"public static {service.Type.FullName} {stem}(this {SourceFile.Runtime}AmqpBus bus) =>").Indent();
            writer.Write($"{SourceFile.Generated}BusPart.Get(bus, static bus => new {stem}Client(bus));").Outdent().Blank();
        }

        writer.Write($"/// <summary>Serves {name} until the subscription is disposed.</summary>");
        writer.Write("/// <param name=\"bus\">The bus.</param>");
        writer.Write("/// <param name=\"service\">What does the work.</param>");
        writer.Write("/// <param name=\"options\">How many requests at a time, and so on.</param>");
        writer.Write("/// <param name=\"cancellationToken\">Gives up subscribing.</param>");
        writer.Write($"public static {task} ServeAsync(").Indent();
        writer.Write($"this {SourceFile.Runtime}AmqpBus bus,");
        writer.Write($"{service.Type.FullName} service,");
        writer.Write($"{SourceFile.Runtime}RpcServerOptions? options = null,");
        writer.Write("global::System.Threading.CancellationToken cancellationToken = default) =>");
        writer.Write($"{SourceFile.Generated}RpcServer.ServeAsync(bus, new {stem}Server(service), options, cancellationToken);").Outdent();
        writer.Close();
    }

    private static string TypeOf(MessageModel? message) => message?.TypeName ?? Nothing;

    private static string Contract(MessageModel? message, string? jsonContext) =>
        message is null ? Nothing + ".Contract" : Contracts.Create(message, jsonContext);

    // Without a reply's type there is nothing in it: a plain task.
    private static string CallName(RpcMethodModel method) => (method.ReturnsValueTask, method.Reply) switch
    {
        (false, null) => "RunAsync",
        (false, _) => "CallAsync",
        (true, null) => "RunValueAsync",
        (true, _) => "CallValueAsync",
    };
}
