using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Routing;

/// <summary>The edges that one declared binding becomes, by the type of its exchange.</summary>
internal static class EdgeBuilder
{
    public static IEnumerable<Edge> Build(ExchangeModel source, BindingModel binding, string targetName, ExchangeNode? exchange, QueueNode? queue)
    {
        if (binding.AtRunTime)
        {
            return [new Edge("(at run time)", targetName, null, false, exchange, queue)];
        }

        return source.Kind switch
        {
            ExchangeKind.Direct => binding.Keys.Select(key => new Edge(key, targetName, BindingPattern.Direct(key), false, exchange, queue)),
            ExchangeKind.Topic => binding.Keys.Select(key => new Edge(key, targetName, BindingPattern.Topic(key), false, exchange, queue)),
            ExchangeKind.Fanout => [new Edge("", targetName, null, true, exchange, queue)],
            ExchangeKind.Headers => [new Edge("(headers)", targetName, null, false, exchange, queue)],
            _ => binding.Keys.Select(key => new Edge(key, targetName, null, false, exchange, queue)),
        };
    }
}
