using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers.Usage;

/// <summary>Questions to operations that several checks ask.</summary>
internal static class Operations
{
    private const string Protocol = "TypedAmqp.Protocol";

    public static bool IsOptions(this ITypeSymbol? type) => type is INamedTypeSymbol named
        && (named.Is("TypedAmqp.SubscriptionOptions") || named.Is("TypedAmqp.ConsumeOptions"));

    public static bool IsChannel(this ITypeSymbol? type) => type is INamedTypeSymbol named && named.Is("TypedAmqp.AmqpChannel");

    public static bool IsDelivery(this ITypeSymbol? type) => type is INamedTypeSymbol named && named.Is(MetadataNames.Delivery);

    public static bool IsProtocol(this ITypeSymbol? type, string name) => type is not null && type.Is(Protocol, name);

    /// <summary>What an object initializer sets a property to; null when it does not.</summary>
    public static ISimpleAssignmentOperation? Setting(this IObjectCreationOperation creation, string property) => creation.Initializer?.Initializers
        .OfType<ISimpleAssignmentOperation>()
        .FirstOrDefault(assignment => assignment.Target is IPropertyReferenceOperation { Property.Name: string name } && name == property);

    public static object? Constant(this IOperation? operation) => operation switch
    {
        { ConstantValue: { HasValue: true, Value: object value } } => value,
        IConversionOperation conversion => conversion.Operand.Constant(),
        _ => null,
    };

    /// <summary>The argument of a call for a parameter; null where the call leaves it out.</summary>
    public static IOperation? Argument(this IInvocationOperation call, string parameter) => call.Arguments
        .FirstOrDefault(argument => argument.Parameter?.Name == parameter && argument.ArgumentKind != ArgumentKind.DefaultValue)?.Value;

    /// <summary>Without conversions around it.</summary>
    public static IOperation Bare(this IOperation operation) => operation is IConversionOperation { IsImplicit: true } conversion ? conversion.Operand.Bare() : operation;

    /// <summary>The operation around it, conversions, awaits and parentheses left out.</summary>
    public static IOperation? Around(this IOperation operation)
    {
        IOperation? around = operation.Parent;
        while (around is IConversionOperation or IParenthesizedOperation)
        {
            around = around.Parent;
        }

        return around;
    }
}
