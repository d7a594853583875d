using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Analyzers;

/// <summary>What the broker compares when an entity is declared again.</summary>
/// <param name="Property">What differs, as people say it.</param>
/// <param name="Argument">The attribute's argument that sets it.</param>
/// <param name="Here">Its value here.</param>
/// <param name="There">Its value in the other declaration.</param>
internal sealed record Difference(string Property, string Argument, string Here, string There)
{
    /// <summary>What is said of an argument that is not there.</summary>
    public const string Absent = "none";

    private const string QueueType = "x-queue-type";

    public static Difference? Between(ExchangeModel here, ExchangeModel there) => All(here, there).FirstOrDefault();

    public static Difference? Between(QueueModel here, QueueModel there) => All(here, there).FirstOrDefault();

    public static IEnumerable<Difference> All(ExchangeModel here, ExchangeModel there) => Existing(
    [
        Of("type", "type", here.WireType, there.WireType),
        Of("durability", "Durable", here.Durable, there.Durable),
        Of("auto-delete", "AutoDelete", here.AutoDelete, there.AutoDelete),
        Of("internal", "Internal", here.Internal, there.Internal),
        .. Arguments(here.Arguments, there.Arguments),
    ]);

    public static IEnumerable<Difference> All(QueueModel here, QueueModel there) => Existing(
    [
        Of("durability", "Durable", here.Durable, there.Durable),
        Of("exclusive", "Exclusive", here.Exclusive, there.Exclusive),
        Of("auto-delete", "AutoDelete", here.AutoDelete, there.AutoDelete),
        .. Arguments(here.Arguments, there.Arguments),
    ]);

    private static IEnumerable<Difference> Existing(Difference?[] compared) => compared.OfType<Difference>();

    /// <summary>The queue's type first: what else differs mostly follows from it.</summary>
    private static IEnumerable<Difference?> Arguments(EquatableArray<ArgumentModel> here, EquatableArray<ArgumentModel> there) => here.Concat(there)
        .Select(static argument => argument.Name)
        .Distinct(StringComparer.Ordinal)
        .OrderBy(static name => name != QueueType)
        .ThenBy(static name => name, StringComparer.Ordinal)
        .Select(name => Of(
            "argument '" + name + "'", name == QueueType ? "type" : ArgumentPlace.PropertyOf(name), Value(here, name), Value(there, name)));

    private static Difference? Of(string property, string argument, bool here, bool there) =>
        Of(property, argument, here ? "true" : "false", there ? "true" : "false");

    private static Difference? Of(string property, string argument, string here, string there) =>
        here == there ? null : new Difference(property, argument, here, there);

    private static string Value(EquatableArray<ArgumentModel> arguments, string name) =>
        arguments.FirstOrDefault(argument => argument.Name == name)?.Value ?? Absent;
}
