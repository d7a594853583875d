using Shop;
using TypedAmqp;

[assembly: Topology("shop", Json = typeof(ShopJson))]
[assembly: ClosedTopology]

namespace Shop;

// An exchange says who may be published to it, under which key. {Region} is a property of the contract: checked.
[Exchange("orders", ExchangeType.Topic)]
[Publishes<OrderPlaced>("order.{Region}.placed")]
[Publishes<OrderCancelled>("order.{Region}.cancelled")]
public partial class Orders;

// A queue says what is bound, hence what can arrive. Types, not strings, refer.
[Queue("billing", QueueType.Quorum, DeliveryLimit = 5, MessageTtl = 2 * Duration.Hour)]
[Binding<Orders>("order.*.placed", "order.*.cancelled")]
[DeadLetter<Graveyard>]
public partial class Billing;

[Exchange("graveyard", ExchangeType.Fanout)]
public partial class Graveyard;

[Queue("graveyard", Purpose = QueuePurpose.Inspected)]
[Binding<Graveyard>]
public partial class Buried;

// The default exchange: key = the queue's name. And a server-named queue whose bindings are chosen while running.
[Queue("hello")]
[Sends<Greeting>]
public partial class Hello;

[Exchange("logs", ExchangeType.Topic)]
[Publishes<LogLine>("{Facility}.{Severity}")]
public partial class Logs;

[Queue(Exclusive = true)]
[Binding<Logs>(AtRunTime = true)]
public partial class MyLogs;
