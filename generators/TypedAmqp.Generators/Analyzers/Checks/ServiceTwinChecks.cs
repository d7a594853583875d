using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers.Checks;

/// <summary>One service that two interfaces declare with other contracts: TAMQP605.</summary>
internal static class ServiceTwinChecks
{
    public static DiagnosticDescriptor[] Rules { get; } = [ServiceRules.OtherContract];

    public static void Run(DeclarationCheck check)
    {
        if (check.Symbol.TypeKind != TypeKind.Interface
            || RpcServiceParser.Parse(check.Symbol, check.CancellationToken) is not { Name.Length: > 0 } here)
        {
            return;
        }

        Declarations all = check.View.Declarations(check.CancellationToken);
        foreach (RpcServiceModel there in all.ReferencedServices.Concat(
            all.OwnServices.TakeWhile(service => service.Type.FullName != here.Type.FullName)))
        {
            if (there.Name != here.Name)
            {
                continue;
            }

            foreach (IMethodSymbol method in RpcServiceParser.MethodsOf(check.Symbol))
            {
                string wireName = RpcServiceParser.WireNameOf(method, here.Name);
                RpcMethodModel? mine = here.Methods.FirstOrDefault(candidate => candidate.WireName == wireName);
                RpcMethodModel? other = there.Methods.FirstOrDefault(candidate => candidate.WireName == wireName);
                if (mine is not null && other is not null && Difference(mine, other) is string difference)
                {
                    Location place = method.Locations.Concat(check.Symbol.Locations).FirstOrDefault(static location => location.IsInSource)
                        ?? Location.None;
                    check.Report(ServiceRules.OtherContract, place, wireName, there.Type.Name, difference);
                }
            }
        }
    }

    private static string? Difference(RpcMethodModel mine, RpcMethodModel other)
    {
        if (mine.Reply?.TypeName != other.Reply?.TypeName)
        {
            return "the reply is " + (mine.Reply?.Name ?? "nothing") + " here and " + (other.Reply?.Name ?? "nothing") + " there";
        }

        return mine.Request?.TypeName != other.Request?.TypeName
            ? "the request is " + (mine.Request?.Name ?? "nothing") + " here and " + (other.Request?.Name ?? "nothing") + " there"
            : null;
    }
}
