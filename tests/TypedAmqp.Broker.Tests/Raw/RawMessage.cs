using System.Text;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests;

/// <summary>A message that the broker sent: its method, its properties, its body.</summary>
internal sealed record RawMessage(RawFrame Method, BasicProperties Properties, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public ulong Tag => Method.Id == MethodId.BasicDeliver ? Method.As<BasicDeliver>().DeliveryTag : Method.As<BasicGetOk>().DeliveryTag;

    public bool Redelivered => Method.Id == MethodId.BasicDeliver ? Method.As<BasicDeliver>().Redelivered : Method.As<BasicGetOk>().Redelivered;
}
