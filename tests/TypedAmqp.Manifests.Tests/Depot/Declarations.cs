using TypedAmqp;
using TypedAmqp.Manifests.Tests.Depot;

[assembly: Topology("depot", Json = typeof(DepotJson))]

namespace TypedAmqp.Manifests.Tests.Depot;

// Everything that a topology can have, each once.
[Exchange("parcels", ExchangeType.Topic)]
[Publishes<ParcelStored>("parcel.{Size}.stored")]
[Publishes<Moved>("parcel.moved")]
[AlternateExchange<Unroutable>]
public partial class Parcels;

[Exchange("unroutable", ExchangeType.Fanout)]
public partial class Unroutable;

[Exchange("archive", ExchangeType.Headers, Internal = true)]
[Binding<Parcels>("parcel.#")]
public partial class Archive;

[Exchange("loading", AutoDelete = true)]
[Publishes<Moved>("ramp")]
public partial class Loading;

[Exchange("failed", ExchangeType.Fanout)]
public partial class Failed;

[Queue("shelves", QueueType.Quorum, DeliveryLimit = 5, MessageTtl = 2 * Duration.Hour)]
[Binding<Parcels>("parcel.*.stored", "parcel.moved")]
[DeadLetter<Failed>]
public partial class Shelves;

[Queue("failed", Purpose = QueuePurpose.Inspected)]
[Binding<Failed>]
public partial class Buried;

[Queue("lost", MaxLength = 1000, Overflow = QueueOverflow.RejectPublish, Purpose = QueuePurpose.Inspected)]
[Binding<Unroutable>]
public partial class Lost;

[Queue("labels")]
[Binding<Parcels>("parcel.large.stored")]
[Retry(1 * Duration.Second, 10 * Duration.Second)]
public partial class Labels;

[Queue("history", QueueType.Stream, MaxAge = 7 * Duration.Day)]
[HeadersBinding<Archive>("format", "pdf", "pages", 1, Matching = HeadersMatch.Any)]
public partial class History;

[Queue("alarms", MaxPriority = 5, SingleActiveConsumer = true)]
[Sends<Alarm>]
[Argument("x-owner", "night watch")]
[DeadLetter<Hello>(RoutingKey = "hello")]
public partial class Alarms;

[Queue("hello")]
public partial class Hello;

[Queue("ramp", AutoDelete = true)]
[Binding<Loading>("ramp")]
public partial class Ramp;

[Queue(Exclusive = true)]
[Binding<Parcels>("parcel.moved")]
public partial class Screen;

[Queue(Exclusive = true)]
[Binding<Parcels>(AtRunTime = true)]
public partial class Search;

[RpcService("finder", Timeout = 5 * Duration.Second)]
public interface IFinder
{
    Task<Found> FindAsync(Where request, CancellationToken cancellationToken = default);
}
