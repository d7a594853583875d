using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers;

/// <summary>Where an argument of the broker is written: as a property of the attribute, in <c>[DeadLetter]</c>, or in an <c>[Argument]</c>.</summary>
/// <param name="Location">The value, or the attribute.</param>
/// <param name="Removal">What takes it away.</param>
/// <param name="What">What is then taken away, as people say it.</param>
internal sealed record ArgumentPlace(Location Location, RemedyKind Removal, string What)
{
    // Beside these a property is named as the argument is: x-message-ttl, MessageTtl.
    private static readonly Dictionary<string, string> Properties = new(StringComparer.Ordinal)
    {
        ["x-quorum-initial-group-size"] = "InitialGroupSize",
        ["x-initial-cluster-size"] = "InitialGroupSize",
        ["x-quorum-target-group-size"] = "TargetGroupSize",
        ["x-queue-leader-locator"] = "LeaderLocator",
        ["x-stream-max-segment-size-bytes"] = "MaxSegmentBytes",
        ["x-stream-filter-size-bytes"] = "FilterBytes",
        ["x-queue-mode"] = "Lazy",
        ["x-dead-letter-strategy"] = "AtLeastOnce",
        ["x-queue-version"] = "StorageVersion",
    };

    public Remedy Remove => new(Removal, "Remove " + What);

    /// <summary>The property of the attribute behind an argument of the broker.</summary>
    public static string PropertyOf(string argument) => Properties.TryGetValue(argument, out string? property)
        ? property
        : string.Concat(argument.Split('-')
            .Skip(1)
            .Where(static word => word.Length > 0)
            .Select(static word => char.ToUpperInvariant(word[0]) + word.Substring(1)));

    /// <summary>Where a queue's argument is written, by its name on the broker.</summary>
    public static ArgumentPlace Of(DeclarationCheck check, string argument)
    {
        foreach (AttributeReader given in check.Attributes(MetadataNames.Argument))
        {
            (TypedConstant Value, ExpressionSyntax Expression)[] written = [.. AttributeExpressions.Of(given.Data, check.CancellationToken)];
            if (written.Length > 0 && written[0].Value.Value is string name && name == argument)
            {
                return new ArgumentPlace(written[written.Length - 1].Expression.GetLocation(), RemedyKind.RemoveAttribute, "'" + argument + "'");
            }
        }

        if (check.Attribute(MetadataNames.DeadLetter) is AttributeReader deadLetter
            && argument.StartsWith("x-dead-letter-", StringComparison.Ordinal))
        {
            string property = argument switch { "x-dead-letter-strategy" => "AtLeastOnce", "x-dead-letter-routing-key" => "RoutingKey", _ => "" };
            return Named(deadLetter, property, check.CancellationToken)
                ?? new ArgumentPlace(
                    AttributeExpressions.Whole(deadLetter.Data, check.CancellationToken), RemedyKind.RemoveAttribute, "[DeadLetter]");
        }

        return Property(check, PropertyOf(argument));
    }

    /// <summary>Where a property of <c>[Queue]</c> is written; the queue's name, when it is not.</summary>
    public static ArgumentPlace Property(DeclarationCheck check, string property)
    {
        if (check.Attribute(MetadataNames.Queue) is not AttributeReader queue)
        {
            return new ArgumentPlace(check.Symbol.Locations[0], RemedyKind.RemoveArgument, property);
        }

        return Named(queue, property, check.CancellationToken)
            ?? new ArgumentPlace(Name(queue, check.CancellationToken), RemedyKind.RemoveArgument, property);
    }

    /// <summary>Where an attribute's name for its entity is written, else the attribute.</summary>
    public static Location Name(AttributeReader attribute, CancellationToken cancellationToken) =>
        AttributeExpressions.Strings(attribute.Data, cancellationToken).Select(static item => item.Expression.GetLocation()).FirstOrDefault()
        ?? AttributeExpressions.Whole(attribute.Data, cancellationToken);

    private static ArgumentPlace? Named(AttributeReader attribute, string property, CancellationToken cancellationToken) =>
        AttributeExpressions.Named(attribute.Data, property, cancellationToken) is { Parent: AttributeArgumentSyntax argument }
            ? new ArgumentPlace(argument.GetLocation(), RemedyKind.RemoveArgument, "'" + argument + "'")
            : null;
}
