using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>A headers exchange (section 3.1.3.4 of the specification): a message goes where its headers match the arguments of a binding.</summary>
internal sealed class HeadersExchange(VirtualHost virtualHost, ExchangeDeclaration declaration) : Exchange(virtualHost, declaration)
{
    private readonly Dictionary<Binding, HeadersPattern> _patterns = [];

    // Made when it is next needed after a change.
    private HeadersPattern[]? _snapshot;

    internal override void Match(in RoutingContext context, RouteTargets targets)
    {
        targets.DependsOnMessage = true;
        FieldTableView headers = context.Properties.Headers;
        foreach (HeadersPattern pattern in Volatile.Read(ref _snapshot) ?? Collect())
        {
            if (pattern.Matches(headers))
            {
                targets.Add(pattern.Destination);
            }
        }
    }

    internal override void Add(Binding binding)
    {
        _patterns.Add(binding, new HeadersPattern(binding));
        Volatile.Write(ref _snapshot, null);
    }

    internal override void Remove(Binding binding)
    {
        _patterns.Remove(binding);
        Volatile.Write(ref _snapshot, null);
    }

    internal override void Validate(string routingKey, FieldTable arguments, MethodId method) => HeadersPattern.Validate(arguments, method);

    private HeadersPattern[] Collect()
    {
        lock (VirtualHost.Gate)
        {
            HeadersPattern[] patterns = [.. _patterns.Values];
            Volatile.Write(ref _snapshot, patterns);
            return patterns;
        }
    }
}
