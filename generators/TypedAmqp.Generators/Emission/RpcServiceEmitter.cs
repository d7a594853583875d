using System.Globalization;
using System.Text;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Emission;

/// <summary>
/// Client and server of an RPC service, inside of the extensions that lead there: the client is the interface, one expression a method; the server
/// dispatches to an implementation of it.
/// </summary>
internal static class RpcServiceEmitter
{
    private const string NotSupported =
        " cannot be called over AMQP: it must return a task or a stream, and take at most one request and a CancellationToken.";

    private const string InError = " names a type that does not exist.";

    public static string Emit(RpcServiceModel service, JsonContexts contexts)
    {
        SourceWriter writer = SourceFile.Begin(service.Type.Namespace);
        if (service.Type.Accessibility == "private")
        {
            return writer.ToString();
        }

        IReadOnlyList<string> names = Names(service);
        string reference = Literals.XmlReference(service.Type.FullName, service.Type.Name);
        writer.Write($"/// <summary>Calls and serves {reference} over the queue {Literals.XmlCode(service.Name)}.</summary>");
        writer.Write(SourceFile.GeneratedCode);
        writer.Open($"{service.Type.Accessibility} static class {GeneratedNames.ServiceExtensions(service)}");
        RpcMethodEmitter.Write(writer, service, names, contexts);
        WriteExtensions(writer, service);
        if (service is { HasOnlyMethods: true, IsInError: false })
        {
            WriteClient(writer, service, names);
        }

        WriteServer(writer, service, names);
        return writer.Close().ToString();
    }

    /// <summary>What makes the service's server, for the topology.</summary>
    public static string ServerFactory(RpcServiceModel service)
    {
        string containing = service.Type.Namespace.Length == 0 ? "global::" : $"global::{service.Type.Namespace}.";
        return $"{containing}{GeneratedNames.ServiceExtensions(service)}.CreateServer";
    }

    /// <summary>The service's name in C#: the interface's without its <c>I</c>.</summary>
    public static string Stem(RpcServiceModel service)
    {
        string name = service.Type.Name.TrimStart('@');
        return name.Length > 1 && name[0] == 'I' && char.IsUpper(name[1]) ? name.Substring(1) : name;
    }

    /// <summary>What each method's private members begin with: its name without <c>Async</c>.</summary>
    private static IReadOnlyList<string> Names(RpcServiceModel service)
    {
        // DispatchAsync is the server's own.
        HashSet<string> taken = new(StringComparer.Ordinal) { "Dispatch" };
        return [.. service.Methods.Select(method => Identifiers.Unique(Identifiers.Pascal(WithoutAsync(method.Name), "Method"), taken))];
    }

    private static string WithoutAsync(string name) =>
        name.Length > 5 && name.EndsWith("Async", StringComparison.Ordinal) ? name.Substring(0, name.Length - 5) : name;

    private static void WriteExtensions(SourceWriter writer, RpcServiceModel service)
    {
        string name = Literals.XmlCode(service.Name);
        string stem = Stem(service);
        if (service.HasOnlyMethods)
        {
            writer.Write($"/// <summary>What calls the service {name}: each call is a request to its queue, and waits for the reply.</summary>");
            writer.Write("/// <param name=\"bus\">The bus.</param>");
            writer.Write($"public static {service.Type.FullName} {Identifiers.Escape(stem)}(this {SourceFile.Runtime}AmqpBus bus) =>").Indent();
            writer.Write(service.IsInError
                ? $"throw new global::System.NotSupportedException({Literals.Quoted(service.Type.Name + InError)});"
                : $"{SourceFile.Generated}BusPart.Get(bus, static bus => new Client(bus));").Outdent().Blank();
        }

        writer.Write($"/// <summary>Serves {name} until the subscription is disposed.</summary>");
        writer.Write("/// <param name=\"bus\">The bus.</param>");
        writer.Write("/// <param name=\"service\">What does the work.</param>");
        writer.Write("/// <param name=\"options\">How many requests at a time, and so on.</param>");
        writer.Write("/// <param name=\"cancellationToken\">Gives up subscribing.</param>");
        writer.Write($"public static {SourceFile.Task}<{SourceFile.Runtime}ConsumerSubscription> ServeAsync(").Indent();
        writer.Write($"this {SourceFile.Runtime}AmqpBus bus,");
        writer.Write($"{service.Type.FullName} service,");
        writer.Write($"{SourceFile.Runtime}RpcServerOptions? options = null,");
        writer.Write("global::System.Threading.CancellationToken cancellationToken = default) =>");
        writer.Write($"{SourceFile.Generated}RpcServer.ServeAsync(bus, new Server(service), options, cancellationToken);").Outdent().Blank();
        writer.Write("/// <summary>Makes the server's side around an implementation whose type is known only while running.</summary>");
        writer.Write($"internal static {SourceFile.Generated}RpcServer CreateServer(object service) =>").Indent();
        writer.Write($"new Server(({service.Type.FullName})service);").Outdent();
    }

    private static void WriteClient(SourceWriter writer, RpcServiceModel service, IReadOnlyList<string> names)
    {
        writer.Blank();
        writer.Open($"private sealed class Client({SourceFile.Runtime}AmqpBus bus) : {SourceFile.Generated}RpcClient(bus), {service.Type.FullName}");
        for (int index = 0; index < service.Methods.Count; index++)
        {
            if (index > 0)
            {
                writer.Blank();
            }

            RpcMethodModel method = service.Methods[index];
            // Explicitly: no method of the service hides, or is hidden by, a member of this class.
            writer.Write($"{method.Signature} =>").Indent();
            writer.Write(method.IsSupported
                ? $"{CallName(method)}({names[index]}Method, {Argument(method.RequestParameter)}, {Argument(method.CancellationParameter)});"
                : $"throw new global::System.NotSupportedException({Literals.Quoted(method.Name + NotSupported)});");
            writer.Outdent();
        }

        writer.Close();
    }

    private static void WriteServer(SourceWriter writer, RpcServiceModel service, IReadOnlyList<string> names)
    {
        int[] supported = [.. Enumerable.Range(0, service.Methods.Count).Where(index => service.Methods[index].IsSupported)];
        writer.Blank();
        if (supported.Length == 0)
        {
            writer.Write("#pragma warning disable CS9113 // There is nothing that could be called.");
        }

        string server = $"{SourceFile.Generated}RpcServer({Literals.Quoted(service.Name)})";
        writer.Open($"private sealed class Server({service.Type.FullName} service) : {server}");
        WriteDispatch(writer, service, names, supported);
        if (service.Methods.Any(static method => method.IsSupported && method.Faults.Count > 0))
        {
            writer.Blank();
            string methods = $"global::System.Collections.Generic.IReadOnlyList<{SourceFile.Generated}RpcMethod>";
            writer.Write($"protected override {methods} Faulting => {RpcMethodEmitter.Faulting};");
        }

        foreach (int index in supported)
        {
            RpcMethodModel method = service.Methods[index];
            string?[] arguments =
            [
                method.RequestParameter is string request ? $"{Identifiers.Escape(request)}: {names[index]}Method.Read(in request)" : null,
                method.CancellationParameter is string token ? $"{Identifiers.Escape(token)}: request.CancellationToken" : null,
            ];
            string target = method.InheritedFrom is null ? "service" : $"(({method.InheritedFrom})service)";
            string call = $"{target}.{Identifiers.Escape(method.Name)}({string.Join(", ", arguments.OfType<string>())})";
            writer.Blank();
            writer.Write($"private {SourceFile.ValueTask} {names[index]}Async({SourceFile.Generated}RpcRequest request) =>").Indent();
            writer.Write($"request.ReplyAsync({names[index]}Method, {call});").Outdent();
        }

        writer.Close();
    }

    private static void WriteDispatch(SourceWriter writer, RpcServiceModel service, IReadOnlyList<string> names, int[] supported)
    {
        writer.Open($"protected override {SourceFile.ValueTask} DispatchAsync({SourceFile.Generated}RpcRequest request)");
        writer.Write("global::System.ReadOnlySpan<byte> method = request.Method;");
        writer.Write("return method.Length switch").Write("{").Indent();
        if (service.Methods.Count == 1 && supported.Length == 1)
        {
            // A service of one method takes requests that do not say which.
            writer.Write($"0 => {names[0]}Async(request),");
        }

        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (int index in supported.Where(index => seen.Add(service.Methods[index].WireName)))
        {
            string name = service.Methods[index].WireName;
            string octets = Encoding.UTF8.GetByteCount(name).ToString(CultureInfo.InvariantCulture);
            writer.Write($"{octets} when {SourceFile.SequenceEqual}(method, {Literals.Utf8(name)}) => {names[index]}Async(request),");
        }

        writer.Write("_ => throw request.UnknownMethod(),").Outdent().Write("};").Close();
    }

    private static string Argument(string? parameter) => parameter is null ? "default" : Identifiers.Escape(parameter);

    private static string CallName(RpcMethodModel method) => (method.Kind, method.ReturnsValueTask, method.Reply) switch
    {
        (RpcMethodKind.Stream, _, _) => "StreamAsync",
        (RpcMethodKind.OneWay, false, _) => "PostAsync",
        (RpcMethodKind.OneWay, true, _) => "PostValueAsync",
        (_, false, null) => "RunAsync",
        (_, false, _) => "CallAsync",
        (_, true, null) => "RunValueAsync",
        (_, true, _) => "CallValueAsync",
    };
}
