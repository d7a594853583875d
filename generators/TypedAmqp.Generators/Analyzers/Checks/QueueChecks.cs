using System.Globalization;
using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers.Checks;

/// <summary>What a queue's properties and arguments mean together: TAMQP011, 101, 102, 107 to 109, 111 to 113, 115 and 117.</summary>
internal static class QueueChecks
{
    public static DiagnosticDescriptor[] Rules { get; } =
    [
        DeclarationRules.ServerNamedOrphan, QueueRules.NotDurable, QueueRules.TransientShared, QueueRules.KeyWithoutDeadLetter,
        QueueRules.OverflowMode,
        QueueRules.AtLeastOnceDropsHead, QueueRules.PoisonVanishes, QueueRules.UnlimitedDeliveries, QueueRules.ExpiryDoesNotDeadLetter,
        QueueRules.DropsHead, QueueRules.NeverDeleted,
    ];

    public static void Run(DeclarationCheck check)
    {
        if (check.Queue is not { External: false } queue || check.Attribute(MetadataNames.Queue) is not AttributeReader attribute)
        {
            return;
        }

        CheckLifetime(check, queue, attribute);
        CheckDeadLetter(check, queue, attribute);
        CheckDeliveryLimit(check, queue, attribute);
        CheckLength(check, queue);
    }

    private static void CheckLifetime(DeclarationCheck check, QueueModel queue, AttributeReader attribute)
    {
        if (queue.Kind != QueueKind.Classic)
        {
            foreach ((string property, bool isWrong, string what) in new[]
            {
                ("Durable", !queue.Durable && attribute.Has("Durable"), "transient"),
                ("Exclusive", queue.Exclusive, "exclusive"),
                ("AutoDelete", queue.AutoDelete, "auto-delete"),
            })
            {
                if (isWrong)
                {
                    ArgumentPlace place = ArgumentPlace.Property(check, property);
                    check.Report(
                        QueueRules.NotDurable, place.Location, place.Remove, queue.Type.Name, queue.Kind.ToString().ToLowerInvariant(), what);
                }
            }
        }
        else if (!queue.Durable && !queue.Exclusive && queue.Name.Length > 0 && check.Broker.IsFrom(4, 3))
        {
            check.Report(
                QueueRules.TransientShared,
                ArgumentPlace.Property(check, "Durable").Location,
                Remedy.Set("Durable", "true"),
                queue.Name,
                check.Broker);
        }

        if (queue.Name.Length == 0 && (queue.Durable || (!queue.Exclusive && !queue.AutoDelete)))
        {
            ArgumentPlace place = ArgumentPlace.Property(check, "Durable");
            check.Report(DeclarationRules.ServerNamedOrphan, place.Location, queue.Type.Name, queue.Durable ? "durable" : "shared");
        }

        if (queue.AutoDelete && queue.Purpose != QueuePurpose.Consumed)
        {
            ArgumentPlace place = ArgumentPlace.Property(check, "AutoDelete");
            check.Report(QueueRules.NeverDeleted, place.Location, place.Remove, queue.Type.Name);
        }
    }

    private static void CheckDeadLetter(DeclarationCheck check, QueueModel queue, AttributeReader attribute)
    {
        bool hasExchange = Find(queue, "x-dead-letter-exchange") is not null;
        if (queue.Kind != QueueKind.Stream
            && !hasExchange
            && Find(queue, "x-dead-letter-routing-key") is ArgumentModel key
            && !check.Symbol.Has(MetadataNames.DeadLetter))
        {
            ArgumentPlace place = ArgumentPlace.Of(check, key.Name);
            check.Report(QueueRules.KeyWithoutDeadLetter, place.Location, place.Remove, queue.Type.Name, key.Value);
        }

        string? overflow = Find(queue, "x-overflow")?.Value;
        if (queue.Kind == QueueKind.Quorum && overflow == "reject-publish-dlx")
        {
            ArgumentPlace place = ArgumentPlace.Of(check, "x-overflow");
            Remedy remedy = attribute.Has("Overflow") ? Remedy.Set("Overflow", "QueueOverflow.RejectPublish") : Remedy.Replace("\"reject-publish\"");
            check.Report(QueueRules.OverflowMode, place.Location, remedy, queue.Type.Name);
        }
        else if (queue.Kind == QueueKind.Quorum
            && overflow != "reject-publish"
            && Find(queue, "x-dead-letter-strategy") is { Value: "at-least-once" } strategy)
        {
            ArgumentPlace place = ArgumentPlace.Of(check, strategy.Name);
            check.Report(QueueRules.AtLeastOnceDropsHead, place.Location, place.Remove, queue.Type.Name);
        }

        if (hasExchange && Find(queue, "x-expires") is ArgumentModel expires)
        {
            check.Report(QueueRules.ExpiryDoesNotDeadLetter, ArgumentPlace.Of(check, expires.Name).Location, queue.Type.Name, expires.Value);
        }
    }

    private static void CheckDeliveryLimit(DeclarationCheck check, QueueModel queue, AttributeReader attribute)
    {
        // A [Retry] counts attempts itself.
        if (queue is not { Kind: QueueKind.Quorum, Purpose: QueuePurpose.Consumed, Retry: null })
        {
            return;
        }

        ArgumentModel? limit = Find(queue, "x-delivery-limit");
        bool hasDefault = check.Broker.IsFrom(4, 0);
        bool isUnlimited = limit is null
            ? !hasDefault
            : long.TryParse(limit.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) && value < 0;
        if (isUnlimited)
        {
            Location location = limit is null ? ArgumentPlace.Name(attribute, check.CancellationToken) : ArgumentPlace.Of(check, limit.Name).Location;
            Remedy remedy = attribute.Has("DeliveryLimit") || limit is null ? Remedy.Set("DeliveryLimit", "20") : Remedy.Replace("20");
            check.Report(QueueRules.UnlimitedDeliveries, location, remedy, queue.Type.Name);
        }
        else if (limit is null && Find(queue, "x-dead-letter-exchange") is null)
        {
            check.Report(
                QueueRules.PoisonVanishes,
                ArgumentPlace.Name(attribute, check.CancellationToken),
                Remedy.Set("DeliveryLimit", "20"),
                queue.Type.Name);
        }
    }

    private static void CheckLength(DeclarationCheck check, QueueModel queue)
    {
        ArgumentModel? limit = Find(queue, "x-max-length") ?? Find(queue, "x-max-length-bytes");
        if (limit is { Kind: ArgumentKind.Integer }
            && queue.Kind != QueueKind.Stream
            && Find(queue, "x-overflow") is null
            && Find(queue, "x-dead-letter-exchange") is null)
        {
            ArgumentPlace place = ArgumentPlace.Of(check, limit.Name);
            Remedy[] remedies = place.Removal == RemedyKind.RemoveArgument
                ? [Remedy.Set("Overflow", "QueueOverflow.RejectPublish"), Remedy.Set("Overflow", "QueueOverflow.DropHead")]
                : [];
            check.Report(QueueRules.DropsHead, place.Location, Remedy.ToProperties(remedies), queue.Type.Name, limit.Name, limit.Value);
        }
    }

    private static ArgumentModel? Find(QueueModel queue, string name) => queue.Arguments.FirstOrDefault(argument => argument.Name == name);
}
