using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers.Usage;

/// <summary>Values that the broker does not take, and memory that is kept too long: TAMQP410, 504, 520 and 521.</summary>
internal static class AssignmentChecks
{
    private static readonly string[] Positions = ["first", "last", "next"];

    public static DiagnosticDescriptor[] Rules { get; } =
        [DeadLetterRules.NoExpiration, UsageRules.Immediate, UsageRules.ConsumerArgument, UsageRules.KeptTooLong];

    public static void Run(UsageCheck check)
    {
        ISimpleAssignmentOperation assignment = (ISimpleAssignmentOperation)check.Operation;
        if (assignment.Target is IPropertyReferenceOperation { Property: { Name: "Expiration", ContainingType: INamedTypeSymbol type } }
            && type.IsProtocol("BasicProperties"))
        {
            CheckExpiration(check, assignment);
        }
        else if (assignment is { Target: IPropertyReferenceOperation { Property: { Name: "Immediate", ContainingType: INamedTypeSymbol method } } }
            && method.IsProtocol("BasicPublish") && assignment.Value.Constant() is true)
        {
            check.Report(UsageRules.Immediate, assignment.Syntax, [Remedy.Set("Immediate", "false")]);
        }
        else if (assignment.Target is IPropertyReferenceOperation { Property.IsIndexer: true } indexer
            && indexer.Property.ContainingType.IsProtocol("FieldTable")
            && indexer.Arguments is [{ Value: IOperation key }] && key.Constant() is string name
            && IsOfConsumer(assignment))
        {
            CheckArgument(check, assignment, name);
        }
        else if (assignment.Target is IFieldReferenceOperation or IPropertyReferenceOperation && !IsInInitializer(assignment))
        {
            CheckKept(check, assignment);
        }
    }

    private static void CheckExpiration(UsageCheck check, ISimpleAssignmentOperation assignment)
    {
        if (assignment.Value.Constant() is not string text || (text.Length > 0 && text.All(static character => character is >= '0' and <= '9')))
        {
            return;
        }

        Remedy[] remedies = text.Length > 1
            && text[text.Length - 1] == 's'
            && long.TryParse(text.Substring(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
            ? [Remedy.Replace(SymbolDisplay.FormatLiteral((seconds * 1000).ToString(CultureInfo.InvariantCulture), quote: true))]
            : [];
        check.Report(DeadLetterRules.NoExpiration, assignment.Value.Syntax, remedies, text);
    }

    private static void CheckArgument(UsageCheck check, ISimpleAssignmentOperation assignment, string name)
    {
        object? value = assignment.Value.Constant();
        (string Expected, Remedy[] Remedies)? fault = (name, value) switch
        {
            ("x-priority", string text) when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) =>
                ("a whole number", [Remedy.Replace(number.ToString(CultureInfo.InvariantCulture))]),
            ("x-priority", string or bool or float or double) => ("a whole number", []),
            ("x-stream-offset", string text) when !Positions.Contains(text) && !IsInterval(text) =>
                ("first, last, next, an interval such as 1h, a number or a time", []),
            ("x-stream-offset", bool or float or double) => ("first, last, next, an interval such as 1h, a number or a time", []),
            _ => null,
        };
        if (fault is (string expected, Remedy[] remedies))
        {
            check.Report(UsageRules.ConsumerArgument, assignment.Value.Syntax, remedies, name, expected);
        }
    }

    private static bool IsInterval(string text) =>
        text.Length > 1
            && text[text.Length - 1] is 'Y' or 'M' or 'D' or 'h' or 'm' or 's'
            && text.Take(text.Length - 1).All(static character => character is >= '0' and <= '9');

    private static void CheckKept(UsageCheck check, ISimpleAssignmentOperation assignment)
    {
        IOperation value = assignment.Value.Bare();
        string? kept = value switch
        {
            IPropertyReferenceOperation { Property: { Name: "Body" or "Properties" } property } when property.ContainingType.Is(
                "TypedAmqp.ReceivedMessage") => property.Name,
            IParameterReferenceOperation { Parameter.Type: INamedTypeSymbol type } when type.Is("TypedAmqp.ReceivedMessage") => "message",
            _ => null,
        };
        if (kept is not null)
        {
            check.Report(UsageRules.KeptTooLong, assignment.Syntax, value.Syntax.ToString());
        }
    }

    private static bool IsInInitializer(IOperation operation) => operation.Parent is IObjectOrCollectionInitializerOperation;

    private static bool IsOfConsumer(IOperation operation)
    {
        for (IOperation? around = operation.Parent; around is not null; around = around.Parent)
        {
            if (around is IObjectCreationOperation creation && creation.Type.IsOptions())
            {
                return true;
            }
        }

        return false;
    }
}
