using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Parsing;

/// <summary>A declared RPC service, from its interface.</summary>
internal static class RpcServiceParser
{
    private const string Tasks = "System.Threading.Tasks";

    private static readonly SymbolDisplayFormat SignatureFormat = SymbolExtensions.EmittedFormat
        .WithMemberOptions(SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeContainingType
            | SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeRef)
        .WithParameterOptions(
            SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName | SymbolDisplayParameterOptions.IncludeParamsRefOut)
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
        ISymbol[] members =
            [.. symbol.AllInterfaces.Prepend(symbol).SelectMany(static type => type.GetMembers()).Where(static member => member.IsAbstract)];
        return new RpcServiceModel(
            TypeParser.Parse(symbol),
            name,
            service.Integer("Timeout"),
            service.Boolean("Durable", otherwise: true),
            service.Boolean("External"),
            members.All(static member => member
                is IMethodSymbol { AssociatedSymbol: not null } or IMethodSymbol { MethodKind: MethodKind.Ordinary, IsStatic: false }),
            MethodsOf(symbol).Select(method => Method(method, symbol, name, service)).ToEquatableArray())
        {
            IsInError = MethodsOf(symbol).Any(IsInError),
            Topology = service.String("Topology"),
            VirtualHost = TopologyParser.VirtualHost(symbol, service.String("Topology")),
        };
    }

    /// <summary>The format of requests and replies whose types say nothing.</summary>
    public static MessageFormat FormatOf(AttributeReader service) =>
        Enum.TryParse(service.Member("Format"), out MessageFormat declared) ? declared : MessageFormat.Json;

    /// <summary>The methods that are called: those to be implemented, inherited ones included.</summary>
    public static IEnumerable<IMethodSymbol> MethodsOf(INamedTypeSymbol service) => service.AllInterfaces.Prepend(service)
        .SelectMany(static type => type.GetMembers())
        .OfType<IMethodSymbol>()
        .Where(static method => method is { IsAbstract: true, IsStatic: false, MethodKind: MethodKind.Ordinary });

    /// <summary>A method's name on the wire.</summary>
    public static string WireNameOf(IMethodSymbol method, string serviceName) =>
        serviceName + "." + (method.Attribute(MetadataNames.RpcMethod)?.Strings.FirstOrDefault() ?? WithoutAsync(method.Name));

    /// <summary>The parts of a method's signature.</summary>
    public static RpcShape ShapeOf(IMethodSymbol method)
    {
        bool returnsTask = method.ReturnType.Is(Tasks, "Task") || method.ReturnType.Is(Tasks, "Task`1");
        bool returnsValueTask = method.ReturnType.Is(Tasks, "ValueTask") || method.ReturnType.Is(Tasks, "ValueTask`1");
        bool returnsStream = method.ReturnType.Is("System.Collections.Generic", "IAsyncEnumerable`1");
        ITypeSymbol? reply = (returnsTask || returnsValueTask || returnsStream)
            && method.ReturnType is INamedTypeSymbol { TypeArguments: [ITypeSymbol result] } ? result : null;
        return new RpcShape(
            [.. method.Parameters.Where(static parameter => !IsCancellation(parameter))], [.. method.Parameters.Where(IsCancellation)], reply,
            returnsTask, returnsValueTask)
        {
            ReturnsStream = returnsStream,
            IsOneWay = method.Has(MetadataNames.OneWay),
        };
    }

    /// <summary>The type of a request or reply that may be null, though its format cannot say so: only JSON has a null.</summary>
    public static ITypeSymbol? WithoutNull(RpcShape shape, MessageFormat format) => shape.Requests.Select(static request => request.Type)
        .Concat(shape.Reply is null ? [] : [shape.Reply])
        .FirstOrDefault(type => MessageParser.Parse(type, format) is { AllowsNull: true, Shape: not (BodyShape.Json or BodyShape.Unsupported) });

    /// <summary>What a method declares to throw, and what its service declares for all of them.</summary>
    public static IEnumerable<AttributeReader> ThrowsOf(IMethodSymbol method) =>
        method.Attributes(MetadataNames.Throws).Concat(method.ContainingType.Attributes(MetadataNames.Throws));

    private static bool IsInError(IMethodSymbol method) =>
        method.Parameters.Select(static parameter => parameter.Type).Append(method.ReturnType).Any(static type => type.IsInError());

    private static RpcMethodModel Method(IMethodSymbol method, INamedTypeSymbol declaring, string serviceName, AttributeReader service)
    {
        MessageFormat format = FormatOf(service);
        RpcShape shape = ShapeOf(method);
        IParameterSymbol? request = shape.Requests.FirstOrDefault();
        AttributeReader? attribute = method.Attribute(MetadataNames.RpcMethod);
        return new RpcMethodModel(
            method.Name,
            WireNameOf(method, serviceName),
            request is null ? null : Contract(request.Type, format),
            request?.Name,
            shape.Reply is null ? null : Contract(shape.Reply, format),
            method.ReturnType.ToDisplayString(SymbolExtensions.EmittedFormat),
            shape.ReturnsValueTask,
            shape.Tokens.FirstOrDefault()?.Name,
            attribute?.Integer("Timeout") ?? (shape.IsOneWay ? null : service.Integer("Timeout")),
            shape is { IsAsynchronous: true, ContradictsItself: false, IsDynamic: false, Requests.Count: <= 1, Tokens.Count: <= 1 }
                && !method.IsGenericMethod
                && method.Parameters.All(static parameter => parameter.RefKind == RefKind.None)
                && WithoutNull(shape, format) is null
                && !IsInError(method),
            method.ToDisplayString(SignatureFormat))
        {
            Kind = shape.Kind,
            InheritedFrom = SymbolEqualityComparer.Default.Equals(method.ContainingType, declaring) ? null : method.ContainingType.EmittedName(),
            IsRepeatable = shape.Kind == RpcMethodKind.Call
                && (attribute is { } own && own.Has("Repeatable") ? own.Boolean("Repeatable") : service.Boolean("Repeatable")),
            Faults = ThrowsOf(method).Select(Fault).OfType<RpcFaultModel>()
                .GroupBy(static fault => fault.Code, StringComparer.Ordinal)
                .Select(static sameCode => sameCode.First())
                .ToEquatableArray(),
        };
    }

    private static RpcFaultModel? Fault(AttributeReader throws)
    {
        if (throws.TypeArgument is not ITypeSymbol contract || contract.IsInError())
        {
            return null;
        }

        MessageModel message = MessageParser.AsJson(contract);
        return new RpcFaultModel(throws.Strings.FirstOrDefault() ?? message.WireName ?? InWords(contract.Name), message);
    }

    /// <summary><c>OutOfStock</c> as <c>out-of-stock</c>.</summary>
    private static string InWords(string name) => string.Concat(name.Select(static (character, index) =>
        char.IsUpper(character) ? (index == 0 ? "" : "-") + char.ToLowerInvariant(character) : character.ToString()));

    /// <summary>A contract as the signature has it, question marks included.</summary>
    private static MessageModel Contract(ITypeSymbol type, MessageFormat format)
    {
        MessageModel message = MessageParser.Parse(type, format);
        string annotated = type.ToDisplayString(SymbolExtensions.EmittedFormat);
        return annotated == message.TypeName ? message : message with { Annotated = annotated };
    }

    private static bool IsCancellation(IParameterSymbol parameter) => parameter.Type.Is("System.Threading", "CancellationToken");

    private static string WithoutAsync(string name) =>
        name.Length > 5 && name.EndsWith("Async", StringComparison.Ordinal) ? name.Substring(0, name.Length - 5) : name;
}
