using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
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

    /// <summary>
    /// A remedy that gives a call an argument which it leaves out: at its place where all before it are written in order, else by its name.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="parameter">The parameter's name.</param>
    /// <param name="value">The argument.</param>
    /// <param name="title">What people choose the remedy by.</param>
    /// <param name="overload">The parameter's place where it is another overload that has it.</param>
    public static Remedy Adding(this IInvocationOperation call, string parameter, string value, string title, int overload = 0)
    {
        int ordinal = call.TargetMethod.Parameters.FirstOrDefault(candidate => candidate.Name == parameter)?.Ordinal ?? overload;

        // The receiver of an extension method is its first parameter.
        int place = call.TargetMethod.IsExtensionMethod
            && call.TargetMethod.ReducedFrom is null
            && call.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax } ? ordinal - 1 : ordinal;
        bool isInOrder = call.Syntax is InvocationExpressionSyntax written
            && written.ArgumentList.Arguments.Count >= place
            && written.ArgumentList.Arguments.Take(place).All(static argument => argument.NameColon is null);
        return new Remedy(RemedyKind.AddArgument, title, isInOrder ? place.ToString(CultureInfo.InvariantCulture) : parameter, value);
    }

    /// <summary>The name of the method in a call, where it is written with one.</summary>
    public static SyntaxNode MethodName(this IInvocationOperation call) =>
        call.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } ? access.Name : call.Syntax;

    /// <summary>Without conversions around it.</summary>
    public static IOperation Bare(this IOperation operation) =>
        operation is IConversionOperation { IsImplicit: true } conversion ? conversion.Operand.Bare() : operation;

    /// <summary>The outermost operation around it: the method's body.</summary>
    public static IOperation Root(this IOperation operation) => operation.Parent is IOperation parent ? parent.Root() : operation;

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
