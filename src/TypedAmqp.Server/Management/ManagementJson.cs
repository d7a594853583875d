using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace TypedAmqp.Server.Management;

/// <summary>How the views are written and requests are read: names as RabbitMQ's API has them.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    MaxDepth = Protocol.FieldTable.MaxDepth + 16,
    Converters = [typeof(FieldTableJson), typeof(TruthJson)])]
[JsonSerializable(typeof(OverviewView))]
[JsonSerializable(typeof(NodeView[]))]
[JsonSerializable(typeof(ChannelView[]))]
[JsonSerializable(typeof(ConsumerView[]))]
[JsonSerializable(typeof(MessageView[]))]
[JsonSerializable(typeof(RoutedView))]
[JsonSerializable(typeof(NameView))]
[JsonSerializable(typeof(PageView))]
[JsonSerializable(typeof(JsonArray))]
[JsonSerializable(typeof(object[]))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(PublishRequest))]
[JsonSerializable(typeof(GetRequest))]
[JsonSerializable(typeof(VirtualHostView[]))]
[JsonSerializable(typeof(UserView[]))]
[JsonSerializable(typeof(PermissionView[]))]
[JsonSerializable(typeof(QueueView[]))]
[JsonSerializable(typeof(ExchangeView[]))]
[JsonSerializable(typeof(BindingView[]))]
[JsonSerializable(typeof(ConnectionView[]))]
[JsonSerializable(typeof(Definitions))]
[JsonSerializable(typeof(ErrorView))]
[JsonSerializable(typeof(StatusView))]
[JsonSerializable(typeof(WhoAmIView))]
[JsonSerializable(typeof(PolicyView[]))]
[JsonSerializable(typeof(VirtualHostRequest))]
[JsonSerializable(typeof(UserRequest))]
[JsonSerializable(typeof(PermissionRequest))]
[JsonSerializable(typeof(PolicyRequest))]
[JsonSerializable(typeof(QueueRequest))]
[JsonSerializable(typeof(ExchangeRequest))]
[JsonSerializable(typeof(BindingRequest))]
internal sealed partial class ManagementJson : JsonSerializerContext;
