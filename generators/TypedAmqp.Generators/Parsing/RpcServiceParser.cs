using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Parsing;

/// <summary>A declared RPC service, from its interface.</summary>
internal static class RpcServiceParser
{
    private static readonly SymbolDisplayFormat SignatureFormat = SymbolExtensions.EmittedFormat
        .WithMemberOptions(SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeRef)
        .WithParameterOptions(SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName | SymbolDisplayParameterOptions.IncludeParamsRefOut)
        .WithGenericsOptions(SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints);

    /// <summary>The service; null when the interface does not declare one.</summary>
    public static RpcServiceModel? Parse(INamedTypeSymbol symbol, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (symbol.Attribute(MetadataNames.RpcService) is not AttributeReader service)
        {
            return null;
        }

        string name = service.Strings.FirstOrDefault() ?? "";
        ISymbol[] members = [.. symbol.AllInterfaces.Prepend(symbol).SelectMany(static type => type.GetMembers()).Where(static member => member.IsAbstract)];
        return new RpcServiceModel(
            TypeParser.Parse(symbol),
            name,
            service.Integer("Timeout"),
            service.Boolean("Durable", otherwise: true),
            service.Boolean("External"),
            members.All(static member => member is IMethodSymbol { AssociatedSymbol: not null } or IMethodSymbol { MethodKind: MethodKind.Ordinary, IsStatic: false }),
            members.OfType<IMethodSymbol>().Where(static method => method.MethodKind == MethodKind.Ordinary && !method.IsStatic)
                .Select(method => Method(method, name, service)).ToEquatableArray());
    }

    private static RpcMethodModel Method(IMethodSymbol method, string serviceName, AttributeReader service)
    {
        MessageFormat format = Enum.TryParse(service.Member("Format"), out MessageFormat declared) ? declared : MessageFormat.Json;
        IParameterSymbol[] requests = [.. method.Parameters.Where(static parameter => !IsCancellation(parameter))];
        IParameterSymbol[] tokens = [.. method.Parameters.Where(IsCancellation)];
        IParameterSymbol? request = requests.FirstOrDefault();
        bool returnsTask = method.ReturnType.Is(Tasks, "Task") || method.ReturnType.Is(Tasks, "Task`1");
        bool returnsValueTask = method.ReturnType.Is(Tasks, "ValueTask") || method.ReturnType.Is(Tasks, "ValueTask`1");
        ITypeSymbol? reply = (returnsTask || returnsValueTask) && method.ReturnType is INamedTypeSymbol { TypeArguments: [ITypeSymbol result] } ? result : null;
        AttributeReader? attribute = method.Attribute(MetadataNames.RpcMethod);
        return new RpcMethodModel(
            method.Name,
            serviceName + "." + (attribute?.Strings.FirstOrDefault() ?? WithoutAsync(method.Name)),
            request is null ? null : MessageParser.Parse(request.Type, format),
            request?.Name,
            reply is null ? null : MessageParser.Parse(reply, format),
            method.ReturnType.ToDisplayString(SymbolExtensions.EmittedFormat),
            returnsValueTask,
            tokens.FirstOrDefault()?.Name,
            attribute?.Integer("Timeout") ?? service.Integer("Timeout"),
            (returnsTask || returnsValueTask) && requests.Length <= 1 && tokens.Length <= 1 && !method.IsGenericMethod
                && method.Parameters.All(static parameter => parameter.RefKind == RefKind.None),
            method.ToDisplayString(SignatureFormat));
    }

    private const string Tasks = "System.Threading.Tasks";

    private static bool IsCancellation(IParameterSymbol parameter) => parameter.Type.Is("System.Threading", "CancellationToken");

    private static string WithoutAsync(string name) =>
        name.Length > 5 && name.EndsWith("Async", StringComparison.Ordinal) ? name.Substring(0, name.Length - 5) : name;
}
