using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers;

/// <summary>The members of an RPC service: TAMQP601 and 608.</summary>
internal static class ServiceChecks
{
    public static void Run(DeclarationCheck check)
    {
        if (check.Symbol.TypeKind != TypeKind.Interface || check.Symbol.Attribute(MetadataNames.RpcService) is not AttributeReader service)
        {
            return;
        }

        MessageFormat format = RpcServiceParser.FormatOf(service);
        foreach (AttributeReader attribute in check.Attributes(MetadataNames.RpcService)
            .Concat(check.Symbol.GetMembers().SelectMany(static member => member.Attributes(MetadataNames.RpcMethod))))
        {
            if (attribute.Integer("Timeout") is long milliseconds and <= 0
                && AttributeExpressions.Named(attribute.Data, "Timeout", check.CancellationToken)?.Parent is SyntaxNode argument)
            {
                check.Report(
                    ServiceRules.NoDeadline, argument.GetLocation(), Remedy.RemoveArgument("'" + argument + "'"), check.Symbol.Name, milliseconds);
            }
        }

        IEnumerable<ISymbol> members = check.Symbol.AllInterfaces.Prepend(check.Symbol).SelectMany(static type => type.GetMembers());
        foreach (ISymbol member in members.Where(static member => member.IsAbstract))
        {
            if (Fault(member, format) is string fault)
            {
                Location? place = member.Locations.Concat(check.Symbol.Locations).FirstOrDefault(static location => location.IsInSource);
                check.Report(ServiceRules.CannotTravel, place ?? Location.None, member.Name, fault);
            }
        }
    }

    private static string? Fault(ISymbol member, MessageFormat format)
    {
        if (member is not IMethodSymbol method)
        {
            return "only methods can be called; make it a method that returns a Task";
        }

        if (method.AssociatedSymbol is not null)
        {
            return null; // The property or event it belongs to is told of.
        }

        if (method.IsStatic || method.MethodKind != MethodKind.Ordinary)
        {
            return "it is static, and a service is an object";
        }

        if (method.IsGenericMethod)
        {
            return "it has type parameters, and a contract is one type; write a method for each";
        }

        RpcShape shape = RpcServiceParser.ShapeOf(method);
        if (method.Parameters.FirstOrDefault(static parameter => parameter.RefKind != RefKind.None) is IParameterSymbol reference)
        {
            return "'" + reference.Name + "' is passed by reference, and the caller is elsewhere; pass it by value";
        }

        if (shape.Requests.Count > 1)
        {
            return "it takes " + shape.Requests.Count + " parameters, and a request is one message; put them into one type";
        }

        if (shape.IsDynamic)
        {
            return "it takes or returns 'dynamic', and a contract is one type; name that";
        }

        if (shape.Tokens.Count > 1)
        {
            return "it takes several cancellation tokens; one is enough";
        }

        if (RpcServiceParser.WithoutNull(shape, format) is ITypeSymbol nullable)
        {
            string name = nullable.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat.AddMiscellaneousOptions(
                SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier));
            return "'" + name + "' may be null, which only JSON can say; remove the question mark, or let it travel as JSON";
        }

        if (shape.ContradictsItself)
        {
            return "it is one-way and returns something, and nobody waits for it; return a plain Task, or take [OneWay] away";
        }

        return shape.IsAsynchronous || method.ReturnType.TypeKind == TypeKind.Error
            ? null
            : "it returns '" + method.ReturnType.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)
                + "', and the reply takes its time; return a Task or a ValueTask";
    }
}
