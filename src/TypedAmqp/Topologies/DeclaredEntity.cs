using System.Reflection;
using TypedAmqp.Protocol;

namespace TypedAmqp.Topologies;

/// <summary>
/// An exchange of a topology, a queue or the queue of a service: how it is looked up and declared, and what is said where the broker has something
/// else.
/// </summary>
internal sealed record DeclaredEntity(string Kind, string Name, Type? Declaration, bool External)
{
    /// <summary>The <see cref="Kind"/> of queues, those of services too.</summary>
    public const string Queues = "queue";

    public required Func<AmqpChannel, CancellationToken, Task> Inspect { get; init; }

    public required Func<AmqpChannel, CancellationToken, Task> Declare { get; init; }

    /// <summary>
    /// All of a topology, in an order in which they can be declared; queues that the broker names are declared when they are consumed.
    /// </summary>
    public static IEnumerable<DeclaredEntity> Of(TopologyDescriptor topology) =>
    [
        .. topology.Exchanges.Select(static exchange => new DeclaredEntity("exchange", exchange.Name, exchange.Declaration, exchange.External)
        {
            Inspect = (channel, cancellationToken) => channel.InspectExchangeAsync(exchange.Name, cancellationToken),
            Declare = (channel, cancellationToken) => channel.DeclareAsync(exchange, cancellationToken),
        }),
        .. topology.Queues.Where(static queue => !queue.IsServerNamed).Select(static queue => Queue(
            queue.Name, queue.Declaration, queue.External, (channel, cancellationToken) => channel.DeclareAsync(queue, cancellationToken))),
        .. topology.Services.Select(static service => Queue(
            service.Name, service.Service, service.External, (channel, cancellationToken) => channel.DeclareAsync(service, cancellationToken))),
    ];

    /// <summary>It is not there.</summary>
    public string Missing(AmqpException refusal) => $"The {Kind} '{Name}' is missing: {Words(refusal)}{Place} {(External
        ? "Somebody else declares it, and has to do so first."
        : "'typedamqp topology apply' declares it, and so does TopologyMode.Apply.")}";

    /// <summary>It cannot be looked up.</summary>
    public string Hidden(AmqpException refusal) => $"The {Kind} '{Name}' cannot be inspected: {Words(refusal)}{Place}";

    /// <summary>It is there with other properties or arguments.</summary>
    public string Different(AmqpException refusal) => $"The {Kind} '{Name}' differs: {Words(refusal)}{Place}{Remedy(refusal)}";

    /// <summary>It could not be declared.</summary>
    public string Refused(AmqpException refusal) => $"The {Kind} '{Name}' was refused: {Words(refusal)}{Place}{Remedy(refusal)}";

    /// <summary>It was changed while this program ran.</summary>
    public string Changed(AmqpException refusal)
    {
        string words = refusal is AmqpChannelClosedException closed ? closed.Reason.ReplyText : refusal.Message;
        return $"The {Kind} '{Name}' is not as this program declares it: {(int)refusal.ReplyCode} {words.TrimEnd('.')}.{Place} It is used as it is; deploy the program with a declaration that fits.";
    }

    private string Place => Declaration?.GetCustomAttributes().OfType<IPlacedDeclaration>().FirstOrDefault() is { SourceFile.Length: > 0 } place
        ? $" It is declared at {place.SourceFile}:{place.SourceLine}."
        : "";

    private static DeclaredEntity Queue(string name, Type? declaration, bool external, Func<AmqpChannel, CancellationToken, Task> declare) =>
        new(Queues, name, declaration, external)
        {
            Inspect = (channel, cancellationToken) => channel.InspectQueueAsync(name, cancellationToken),
            Declare = declare,
        };

    private static string Words(AmqpException refusal) => $"{(int)refusal.ReplyCode} {refusal.Message.TrimEnd('.')}.";

    private string Remedy(AmqpException refusal) => refusal.ReplyCode != ReplyCode.PreconditionFailed ? "" : Kind == Queues
        ? $" A queue cannot be changed: 'typedamqp topology replace {Name} PROJECT' replaces it and keeps its messages, or give it a new name."
        : " An exchange cannot be changed: give it a new name, or delete it while nobody publishes.";
}
