namespace TypedAmqp.Generators.Parsing;

/// <summary>The attributes of the declaration language. The generator knows them by name only: it cannot reference what it compiles.</summary>
internal static class MetadataNames
{
    public const string Namespace = "TypedAmqp";

    public const string Topology = "TypedAmqp.TopologyAttribute";
    public const string ClosedTopology = "TypedAmqp.ClosedTopologyAttribute";
    public const string TopologyManifest = "TypedAmqp.TopologyManifestAttribute";
    public const string Message = "TypedAmqp.MessageAttribute";
    public const string BrokerCapability = "TypedAmqp.BrokerCapabilityAttribute";
    public const string Ignore = "TypedAmqp.IgnoreAttribute`1";
    public const string Delivery = "TypedAmqp.Delivery";
    public const string Consumer = "TypedAmqp.IConsumer`1";
    public const string BatchConsumer = "TypedAmqp.IBatchConsumer`1";
    public const string MessageBatch = "TypedAmqp.MessageBatch`1";
    public const string Header = "TypedAmqp.HeaderAttribute";
    public const string Exchange = "TypedAmqp.ExchangeAttribute";
    public const string AlternateExchange = "TypedAmqp.AlternateExchangeAttribute`1";
    public const string Publishes = "TypedAmqp.PublishesAttribute`1";
    public const string Queue = "TypedAmqp.QueueAttribute";
    public const string Binding = "TypedAmqp.BindingAttribute`1";
    public const string HeadersBinding = "TypedAmqp.HeadersBindingAttribute`1";
    public const string DeadLetter = "TypedAmqp.DeadLetterAttribute`1";
    public const string OrderBy = "TypedAmqp.OrderByAttribute";
    public const string Retry = "TypedAmqp.RetryAttribute";
    public const string Sends = "TypedAmqp.SendsAttribute`1";
    public const string Argument = "TypedAmqp.ArgumentAttribute";
    public const string Word = "TypedAmqp.WordAttribute";
    public const string RpcService = "TypedAmqp.RpcServiceAttribute";
    public const string RpcMethod = "TypedAmqp.RpcMethodAttribute";
    public const string Throws = "TypedAmqp.ThrowsAttribute`1";
    public const string RpcFault = "TypedAmqp.RpcFaultException`1";
    public const string OneWay = "TypedAmqp.OneWayAttribute";
}
