using Microsoft.CodeAnalysis;

namespace TypedAmqp.Generators.Diagnostics;

/// <summary>6xx: RPC.</summary>
internal static class ServiceRules
{
    public static readonly DiagnosticDescriptor CannotTravel = new(
        "TAMQP608",
        "A method of a service cannot travel",
        "'{0}' cannot be called over AMQP: {1}",
        Category.Services,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A call is one message there and one back. A method of a service returns a Task or ValueTask, takes at most one request and a CancellationToken, has no type parameters, and passes nothing by reference.",
        Page.Of("TAMQP608"));
}
