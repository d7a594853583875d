using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Emission;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers;

/// <summary>Whether contracts can be read and written, told apart, and named: TAMQP008, 013, 213, 214 and 215.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ContractAnalyzer : DiagnosticAnalyzer
{
    /// <summary>The diagnostic property that holds the contract's type for emitted code, for the code fix.</summary>
    public const string Contract = "Contract";

    /// <summary>The property of a diagnostic that names the <c>JsonSerializerContext</c> which lacks it.</summary>
    public const string Context = "Context";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [DeclarationRules.CannotBeExtended, ContractRules.CannotBeSerialised, ContractRules.NotInJsonContext, ContractRules.SharedWireName,
            DeclarationRules.NearlyOneName];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            TopologyView view = TopologyView.Of(start.Compilation);
            IReadOnlyDictionary<string, JsonContext> contexts = JsonContext.Of(start.Compilation.Assembly);
            start.RegisterSymbolAction(
                context => Analyze(context, view, ContextOf((INamedTypeSymbol)context.Symbol, contexts)), SymbolKind.NamedType);
        });
    }

    private static void Analyze(SymbolAnalysisContext context, TopologyView view, JsonContext? json)
    {
        INamedTypeSymbol symbol = (INamedTypeSymbol)context.Symbol;
        foreach ((MessageModel message, Location location) in ContractsOf(symbol, context.CancellationToken))
        {
            Check(context, message, location, view, json);
        }

        if (view.Queue(symbol, context.CancellationToken) is QueueModel queue)
        {
            CheckArrivals(context, queue, view, json);
        }

        CheckWireName(context, symbol, view);
    }

    /// <summary>The context of the topology that a declaration belongs to; where that names none, the one of the assembly's first.</summary>
    private static JsonContext? ContextOf(INamedTypeSymbol symbol, IReadOnlyDictionary<string, JsonContext> contexts)
    {
        string? topology = new[] { MetadataNames.Exchange, MetadataNames.Queue, MetadataNames.RpcService }
            .Select(declaration => symbol.Attribute(declaration)?.String("Topology"))
            .FirstOrDefault(static name => name is not null);
        return contexts.TryGetValue(topology ?? "", out JsonContext? own) || contexts.TryGetValue("", out own) ? own : null;
    }

    /// <summary>The contracts that a declaration names itself, with their places.</summary>
    private static IEnumerable<(MessageModel Message, Location Location)> ContractsOf(INamedTypeSymbol symbol, CancellationToken cancellationToken)
    {
        foreach (AttributeReader attribute in symbol.Attributes(MetadataNames.Publishes).Concat(symbol.Attributes(MetadataNames.Sends)))
        {
            if (attribute.TypeArgument is ITypeSymbol contract)
            {
                foreach (ITypeSymbol travelling in ContractFamilies.InPlaceOf(contract, symbol.ContainingAssembly, cancellationToken))
                {
                    yield return (MessageParser.Parse(travelling), AttributeExpressions.TypeArgument(attribute.Data, cancellationToken));
                }
            }
        }

        if (symbol.Attribute(MetadataNames.RpcService) is not AttributeReader service)
        {
            yield break;
        }

        MessageFormat format = RpcServiceParser.FormatOf(service);
        foreach (IMethodSymbol method in RpcServiceParser.MethodsOf(symbol).Where(static method => !method.IsGenericMethod))
        {
            RpcShape shape = RpcServiceParser.ShapeOf(method);
            foreach (IParameterSymbol request in shape.Requests)
            {
                yield return (MessageParser.Parse(request.Type, format), Place(request));
            }

            if (shape.Reply is ITypeSymbol reply)
            {
                yield return (MessageParser.Parse(reply, format), Place(method));
            }

            foreach (AttributeReader throws in RpcServiceParser.ThrowsOf(method))
            {
                if (throws.TypeArgument is ITypeSymbol fault)
                {
                    Location place = AttributeExpressions.TypeArgument(throws.Data, cancellationToken);
                    yield return (MessageParser.AsJson(fault), place.IsInSource ? place : symbol.Locations[0]);
                }
            }
        }

        // What is inherited from another assembly stands in no file here.
        Location Place(ISymbol inherited) => inherited.Locations.FirstOrDefault(static location => location.IsInSource) ?? symbol.Locations[0];
    }

    private static void Check(SymbolAnalysisContext context, MessageModel message, Location location, TopologyView view, JsonContext? json)
    {
        foreach (HeaderModel header in message.Headers.Where(static header => header.Kind == HeaderKind.Unsupported))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                ContractRules.CannotBeSerialised,
                location,
                $"'{message.Name}.{header.Property}' cannot be the header '{header.Name}': make it a string, an enum, a bool, a number, a time, or of a type that is formattable"));
        }

        if (message.Shape == BodyShape.Unsupported)
        {
            context.ReportDiagnostic(Diagnostic.Create(ContractRules.CannotBeSerialised, location, Contracts.Reason(message)));
        }
        else if (message.Shape == BodyShape.Json
            && json is not null
            && !json.Knows(message.TypeName)
            && view.Contexts.FindShared(message.TypeName) is null)
        {
            context.ReportDiagnostic(Diagnostic.Create(
                ContractRules.NotInJsonContext,
                location,
                ImmutableDictionary<string, string?>.Empty.Add(Contract, message.TypeName).Add(Context, json.Symbol.EmittedName()),
                json.Symbol.Name,
                message.Name));
        }
    }

    /// <summary>What another assembly publishes is read here, by the context of this one.</summary>
    private static void CheckArrivals(SymbolAnalysisContext context, QueueModel queue, TopologyView view, JsonContext? json)
    {
        HashSet<string> told = [.. view.Declarations(context.CancellationToken).Own.Messages.Select(static message => message.TypeName)];
        foreach (ArrivalModel arrival in view.Graph(context.CancellationToken).ArrivalsIn(queue))
        {
            if (!view.Naming.CanName(arrival.Message))
            {
                string arrives = arrival.Message.Name + "', which arrives by '" + arrival.Routes[0];
                string fault = "is internal to " + arrival.Message.InternalTo;
                const string remedy = "make it public there, or bind only keys under which it does not come";
                context.ReportDiagnostic(Diagnostic.Create(DeclarationRules.CannotBeExtended, context.Symbol.Locations[0], arrives, fault, remedy));
            }
            else if (!told.Contains(arrival.Message.TypeName))
            {
                Check(context, arrival.Message, context.Symbol.Locations[0], view, json);
            }
        }
    }

    private static void CheckWireName(SymbolAnalysisContext context, INamedTypeSymbol symbol, TopologyView view)
    {
        if (symbol.Attribute(MetadataNames.Message) is not AttributeReader attribute
            || MessageParser.Parse(symbol) is not { WireName: string wireName } here)
        {
            return;
        }

        MessageModel[] known = [.. view.Declarations(context.CancellationToken).All.Messages];
        string[] others =
        [
            .. known
                .Where(there => there.WireName == wireName && there.TypeName != here.TypeName)
                .Select(static there => there.Name)
                .Distinct(StringComparer.Ordinal)
                .OrderBy(static name => name, StringComparer.Ordinal),
        ];

        // Envelope<int> alone is what Envelope<T> stands for; Envelope<int> and Envelope<string> are two contracts.
        string? other = others.FirstOrDefault(
            name => !symbol.IsGenericType || others.Length > 1 || !known.Any(there => there.Name == name && IsMadeOf(there, here)));
        Location place = ArgumentPlace.Name(attribute, context.CancellationToken);
        if (other is not null)
        {
            context.ReportDiagnostic(Diagnostic.Create(ContractRules.SharedWireName, place, wireName, other));
        }
        else if (known.FirstOrDefault(there => there.WireName is string name && name != wireName
            && string.CompareOrdinal(there.TypeName, here.TypeName) < 0 && NearestName.IsNearly(name, wireName)) is { WireName: string nearly })
        {
            context.ReportDiagnostic(Diagnostic.Create(DeclarationRules.NearlyOneName, place, "wire name", wireName, nearly));
        }
    }

    private static bool IsMadeOf(MessageModel there, MessageModel open) => there.TypeName.Split('<')[0] == open.TypeName.Split('<')[0];
}
