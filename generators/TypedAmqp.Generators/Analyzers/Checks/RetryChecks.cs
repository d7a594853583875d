using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers.Checks;

/// <summary>Whether a <c>[Retry]</c> can be what it says: TAMQP412.</summary>
internal static class RetryChecks
{
    public static DiagnosticDescriptor[] Rules { get; } = [DeadLetterRules.CannotBeRetried];

    public static void Run(DeclarationCheck check)
    {
        if (check.Queue is not { Retry: RetryModel retry } queue || check.Attribute(MetadataNames.Retry) is not AttributeReader attribute)
        {
            return;
        }

        Location whole = AttributeExpressions.Whole(attribute.Data, check.CancellationToken);
        Location attempts = AttributeExpressions.Named(attribute.Data, "Attempts", check.CancellationToken)?.GetLocation() ?? whole;
        int delays = attribute.Values.Count();
        if (queue.Name.Length == 0)
        {
            Report(check, whole, "cannot come back, as the broker chooses the queue's name", "give the queue a name, or leave [Retry] out");
        }
        else if (queue.Kind == QueueKind.Stream)
        {
            Report(check, whole, "has no effect, as nothing leaves a stream", "let a queue of another type be consumed, or leave [Retry] out");
        }
        else if (attribute.Integer("Attempts") is < 1)
        {
            Report(check, attempts, "has no attempt at all", "let Attempts be 1 or more, the first one included");
        }
        else if (delays > 0 && attribute.Integer("Attempts") - 1 < delays)
        {
            Report(
                check,
                attempts,
                $"has {delays} delays and never uses the last",
                $"let Attempts be {delays + 1} or more, or leave out what is not used");
        }
        else if (retry.Delays.Any(static delay => delay < 0))
        {
            Report(check, whole, "waits for a negative time, which the broker refuses with 406", "write a time with the constants of Duration");
        }
        else if (attribute.Integer("Attempts") > RetryParser.MostAttempts)
        {
            Report(check, attempts, $"has more than {RetryParser.MostAttempts} attempts", "try less often, with longer delays");
        }
    }

    private static void Report(DeclarationCheck check, Location place, string fault, string remedy) =>
        check.Report(DeadLetterRules.CannotBeRetried, place, check.Queue!.Type.Name, fault, remedy);
}
