using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Emission;

/// <summary>The fields in which a service's methods are, and the faults that they declare.</summary>
internal static class RpcMethodEmitter
{
    /// <summary>The field of the methods that declare faults.</summary>
    public const string Faulting = "FaultingMethods";

    private const string Nothing = SourceFile.Generated + "Nothing";

    public static void Write(SourceWriter writer, RpcServiceModel service, IReadOnlyList<string> names, JsonContexts contexts)
    {
        Dictionary<RpcFaultModel, string> faults = WriteFaults(writer, service, names, contexts);
        for (int index = 0; index < service.Methods.Count; index++)
        {
            RpcMethodModel method = service.Methods[index];
            if (method.IsSupported)
            {
                WriteMethod(writer, service, method, names[index], faults, contexts);
            }
        }

        if (faults.Count > 0)
        {
            IEnumerable<string> methods = Enumerable.Range(0, service.Methods.Count)
                .Where(index => service.Methods[index] is { IsSupported: true, Faults.Count: > 0 })
                .Select(index => names[index] + "Method");
            writer.Write($"private static readonly {SourceFile.Generated}RpcMethod[] {Faulting} = [{string.Join(", ", methods)}];").Blank();
        }
    }

    private static Dictionary<RpcFaultModel, string> WriteFaults(
        SourceWriter writer, RpcServiceModel service, IReadOnlyList<string> names, JsonContexts contexts)
    {
        HashSet<string> taken = [.. names.Select(static name => name + "Method"), Faulting];
        Dictionary<RpcFaultModel, string> faults = [];
        foreach (RpcFaultModel fault in service.Methods.Where(static method => method.IsSupported)
            .SelectMany(static method => method.Faults)
            .Distinct())
        {
            string name = Identifiers.Unique(Identifiers.Pascal(fault.Contract.Name, "Declared") + "Fault", taken);
            faults.Add(fault, name);
            writer.Write($"private static readonly {SourceFile.Generated}RpcFaultContract<{fault.Contract.TypeName}> {name} =").Indent();
            writer.Write($"new({Literals.Quoted(fault.Code)}, {Contracts.Create(fault.Contract, contexts)});").Outdent().Blank();
        }

        return faults;
    }

    private static void WriteMethod(
        SourceWriter writer, RpcServiceModel service, RpcMethodModel method, string name, Dictionary<RpcFaultModel, string> faults,
        JsonContexts contexts)
    {
        string type = $"{SourceFile.Generated}RpcMethod<{TypeOf(method.Request)}, {TypeOf(method.Reply)}>";
        writer.Write($"private static readonly {type} {name}Method = new(").Indent();
        writer.Write($"{Literals.Quoted(service.Name)},");
        writer.Write($"{Literals.Quoted(method.WireName)},");
        writer.Write($"{Timeout(method)},");
        writer.Write($"{Contract(method.Request, contexts)},");
        writer.Write($"{Contract(method.Reply, contexts)}){(method.Faults.Count == 0 && !method.IsRepeatable ? ";" : "")}").Outdent();
        if (method.Faults.Count > 0 || method.IsRepeatable)
        {
            writer.Write("{").Indent();
            if (method.Faults.Count > 0)
            {
                writer.Write($"Faults = [{string.Join(", ", method.Faults.Select(fault => faults[fault]))}],");
            }

            if (method.IsRepeatable)
            {
                writer.Write("IsRepeatable = true,");
            }

            writer.Close("};");
        }

        writer.Blank();
    }

    private static string Timeout(RpcMethodModel method) => method switch
    {
        { TimeoutMilliseconds: long milliseconds } => Literals.Time(milliseconds),
        { Kind: RpcMethodKind.OneWay } => "global::System.TimeSpan.Zero",
        _ => $"{SourceFile.Generated}RpcDefaults.Timeout",
    };

    private static string TypeOf(MessageModel? message) => message?.Annotated ?? message?.TypeName ?? Nothing;

    private static string Contract(MessageModel? message, JsonContexts contexts) =>
        message is null ? Nothing + ".Contract" : Contracts.Create(message, contexts);
}
