using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers.Checks;

/// <summary>
/// Each argument of a queue by itself: what the queue's type, the broker's version and the argument's own type allow. TAMQP103 to 106, 110 and 114.
/// </summary>
internal static class QueueArgumentChecks
{
    private const string MaximumPriority = "x-max-priority";

    // What streams lack although queues of every other type have it.
    private static readonly string[] NotOnStreams =
        ["x-dead-letter-exchange", "x-dead-letter-routing-key", "x-dead-letter-strategy", "x-message-ttl", "x-overflow", "x-delivery-limit"];

    private static readonly Regex Age = new("^0*[1-9][0-9]*[YMDhms]$", RegexOptions.CultureInvariant);

    public static DiagnosticDescriptor[] Rules { get; } =
    [
        QueueRules.PriorityRange, QueueRules.OtherTypesArgument, QueueRules.NotOnStreams, QueueRules.OutOfRange, QueueRules.WithoutEffect,
        QueueRules.WrongValueType,
    ];

    public static void Run(DeclarationCheck check)
    {
        if (check.Queue is not { External: false } queue)
        {
            return;
        }

        CheckEnums(check);
        foreach (ArgumentModel argument in queue.Arguments)
        {
            if (!IsOutdated(check, queue, argument)
                && QueueArgument.Known.TryGetValue(argument.Name, out QueueArgument? known)
                && !IsRefused(check, queue, argument, known))
            {
                CheckValue(check, queue, argument, known);
            }
        }
    }

    /// <summary>A number that is cast to an enum without such a member would be taken for the default.</summary>
    private static void CheckEnums(DeclarationCheck check)
    {
        if (check.Attribute(MetadataNames.Queue) is not AttributeReader attribute)
        {
            return;
        }

        var written = AttributeExpressions.Of(attribute.Data, check.CancellationToken)
            .Where(static item => item.Value.Kind == TypedConstantKind.Enum)
            .Concat(attribute.Data.NamedArguments
                .Where(static argument => argument.Value.Kind == TypedConstantKind.Enum)
                .Select(argument => (argument.Value, Expression: AttributeExpressions.Named(attribute.Data, argument.Key, check.CancellationToken)!))
                .Where(static item => item.Expression is not null));
        foreach ((TypedConstant value, ExpressionSyntax expression) in written)
        {
            if (value.Type is INamedTypeSymbol type && AttributeReader.MemberName(value) is null)
            {
                check.Report(
                    QueueRules.WrongValueType,
                    expression.Parent!.GetLocation(),
                    type.Name,
                    expression.ToString(),
                    "a member of the enum",
                    "write one of its names");
            }
        }
    }

    private static bool IsOutdated(DeclarationCheck check, QueueModel queue, ArgumentModel argument)
    {
        string? reason = argument switch
        {
            { Name: "x-ha-policy" or "x-ha-nodes" or "x-ha-sync-mode" } => "mirroring is a matter of policies since 3.0, and gone since 4.0: declare a quorum queue instead",
            { Name: "x-queue-mode" } when queue.Kind == QueueKind.Classic && check.Broker.IsFrom(3, 12) => "classic queues keep their messages on disk anyway since 3.12",
            { Name: "x-queue-version", Value: "1" } when queue.Kind == QueueKind.Classic && check.Broker.IsFrom(4, 3) => "the first storage format is refused since 4.3",
            { Name: "x-max-in-memory-length" or "x-max-in-memory-bytes" } when queue.Kind == QueueKind.Quorum && check.Broker.IsFrom(4, 0) =>
                "quorum queues keep their messages on disk anyway since 4.0",
            _ => null,
        };
        if (reason is null)
        {
            return false;
        }

        ArgumentPlace place = ArgumentPlace.Of(check, argument.Name);
        check.Report(QueueRules.WithoutEffect, place.Location, place.Remove, argument.Name, reason);
        return true;
    }

    private static bool IsRefused(DeclarationCheck check, QueueModel queue, ArgumentModel argument, QueueArgument known)
    {
        if (argument.Name == MaximumPriority)
        {
            return CheckPriority(check, queue, argument);
        }

        if (known.IsTakenBy(queue.Kind, check.Broker))
        {
            return false;
        }

        ArgumentPlace place = ArgumentPlace.Of(check, argument.Name);
        if (queue.Kind == QueueKind.Stream && NotOnStreams.Contains(argument.Name))
        {
            check.Report(QueueRules.NotOnStreams, place.Location, place.Remove, queue.Type.Name, argument.Name);
        }
        else
        {
            check.Report(
                QueueRules.OtherTypesArgument,
                place.Location,
                place.Remove,
                argument.Name,
                known.TypeNames(check.Broker),
                queue.Type.Name,
                Name(queue.Kind));
        }

        return true;
    }

    private static bool CheckPriority(DeclarationCheck check, QueueModel queue, ArgumentModel argument)
    {
        int greatest = queue.Kind switch
        {
            QueueKind.Classic => 255,
            QueueKind.Quorum when check.Broker.IsFrom(4, 3) => 31,
            _ => -1,
        };
        if (argument.Kind != ArgumentKind.Integer
            || !long.TryParse(argument.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value))
        {
            return false;
        }

        ArgumentPlace place = ArgumentPlace.Of(check, argument.Name);
        if (greatest < 0)
        {
            string types = Name(queue.Kind) + (queue.Kind == QueueKind.Quorum ? " queue before 4.3 (this is for " + check.Broker + ")" : "");
            check.Report(QueueRules.PriorityRange, place.Location, place.Remove, queue.Type.Name, $"a {types} takes no x-max-priority", "Remove it");
        }
        else if (value < 0 || value > greatest)
        {
            string number = greatest.ToString(CultureInfo.InvariantCulture);
            Remedy remedy = place.Removal == RemedyKind.RemoveArgument ? Remedy.Set("MaxPriority", number) : Remedy.Replace(number);
            string fault = $"a {Name(queue.Kind)} queue takes an x-max-priority of 0 to {number}, not {argument.Value}";
            check.Report(QueueRules.PriorityRange, place.Location, remedy, queue.Type.Name, fault, "Choose one of these");
        }

        return true;
    }

    private static void CheckValue(DeclarationCheck check, QueueModel queue, ArgumentModel argument, QueueArgument known)
    {
        ArgumentPlace place = ArgumentPlace.Of(check, argument.Name);
        if (argument.Kind != known.Kind)
        {
            string? converted = Convert(argument, known.Kind);
            string expected =
                known.Kind switch { ArgumentKind.Integer => "a whole number", ArgumentKind.Boolean => "true or false", _ => "a string" };
            string remedy = converted is null ? "give it as one" : "write " + converted;
            check.Report(
                QueueRules.WrongValueType,
                place.Location,
                converted is null ? Remedy.ToProperties() : Remedy.ToProperties(Remedy.Replace(converted)),
                argument.Name,
                argument.Kind.ToString().ToLowerInvariant(),
                expected,
                remedy);
        }
        else if (known.Words.Count > 0 && !known.Words.Contains(argument.Value))
        {
            string words = string.Join(", ", known.Words.Take(known.Words.Count - 1).Select(static word => $"'{word}'"))
                + $" or '{known.Words[known.Words.Count - 1]}'";
            string property = ArgumentPlace.PropertyOf(argument.Name);
            check.Report(QueueRules.WrongValueType, place.Location, argument.Name, $"'{argument.Value}'", words, "say it with " + property);
        }
        else if (argument.Name == "x-max-age" && !Age.IsMatch(argument.Value))
        {
            check.Report(
                QueueRules.WrongValueType,
                place.Location,
                argument.Name,
                "'" + argument.Value + "'",
                "a number and a unit, such as 7D",
                "write it so, or set MaxAge");
        }
        else if (known.Kind == ArgumentKind.Integer
            && long.TryParse(argument.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            && value < known.Least)
        {
            check.Report(
                QueueRules.OutOfRange,
                place.Location,
                place.Remove,
                queue.Type.Name,
                argument.Name,
                argument.Value,
                known.Least.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static string? Convert(ArgumentModel argument, ArgumentKind kind) => kind switch
    {
        ArgumentKind.Integer when argument.Kind == ArgumentKind.String && long.TryParse(argument.Value, NumberStyles.None, CultureInfo.InvariantCulture, out long number) =>
            number.ToString(CultureInfo.InvariantCulture),
        ArgumentKind.Boolean when argument.Kind == ArgumentKind.String && bool.TryParse(argument.Value, out bool flag) => flag ? "true" : "false",
        _ => null,
    };

    private static string Name(QueueKind kind) => kind.ToString().ToLowerInvariant();
}
