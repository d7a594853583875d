using System.Text;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>
/// An exchange (section 3.1 of the specification): leads messages to the queues and exchanges that are bound to it. Kinds of exchanges differ in what
/// of a message matches a binding.
/// </summary>
public abstract class Exchange
{
    private volatile string? _alternate;
    private long _publishedIn;
    private long _publishedOut;

    private protected Exchange(VirtualHost virtualHost, ExchangeDeclaration declaration)
    {
        VirtualHost = virtualHost;
        Declaration = declaration;
        NameOctets = Encoding.UTF8.GetBytes(declaration.Name);
        ApplyPolicies();
    }

    /// <summary>The argument that names the exchange to which messages go that match no binding.</summary>
    internal const string AlternateArgument = "alternate-exchange";

    /// <summary>The name, unique in its virtual host; empty for the default exchange.</summary>
    public string Name => Declaration.Name;

    /// <summary>The virtual host that it lives in.</summary>
    public VirtualHost VirtualHost { get; }

    /// <summary>What it was declared with.</summary>
    public ExchangeDeclaration Declaration { get; }

    /// <summary>The name as it lies on the wire.</summary>
    internal byte[] NameOctets { get; }

    /// <summary>The bindings from it. Guarded by the virtual host's lock.</summary>
    internal HashSet<Binding> Outgoing { get; } = [];

    /// <summary>How many messages clients published to it since it was declared, and to how many queues each went, added up.</summary>
    internal (long In, long Out) Published => (Interlocked.Read(ref _publishedIn), Interlocked.Read(ref _publishedOut));

    /// <summary>
    /// Finds the queues that a message goes to: through bindings, other exchanges, and alternates where nothing matches. Takes no lock.
    /// </summary>
    /// <param name="context">The message.</param>
    /// <param name="targets">Takes the queues; was cleared before.</param>
    /// <exception cref="AmqpConnectionException">The message's headers are needed and malformed (502).</exception>
    public void Route(in RoutingContext context, RouteTargets targets)
    {
        ArgumentNullException.ThrowIfNull(targets);
        targets.Add(this);
        while (targets.NextExchange() is { } exchange)
        {
            int hits = targets.Hits;
            exchange.Match(in context, targets);
            if (context.MoreKeys is not null && exchange.HasKeys)
            {
                exchange.MatchMore(in context, targets);
            }

            if (targets.Hits == hits && exchange.FindAlternate() is { } alternate)
            {
                targets.Add(alternate);
            }
        }
    }

    /// <summary>Clients published messages to it, which went to so many queues.</summary>
    internal void CountPublishes(int messages, int queues)
    {
        Interlocked.Add(ref _publishedIn, messages);
        Interlocked.Add(ref _publishedOut, queues);
    }

    private void MatchMore(in RoutingContext context, RouteTargets targets)
    {
        foreach (byte[] key in context.MoreKeys!)
        {
            Match(new RoutingContext { RoutingKey = key, Properties = context.Properties }, targets);
        }
    }

    /// <summary>A message goes where its keys lead, each of them.</summary>
    internal virtual bool HasKeys => true;

    /// <summary>Does from now on as the policies of this moment say.</summary>
    internal virtual void ApplyPolicies() => _alternate = VirtualHost.Resources.Policies.AlternateOf(VirtualHost.Name, Declaration);

    /// <summary>It was deleted. Under the virtual host's lock.</summary>
    internal virtual void Deleted()
    {
    }

    /// <summary>Adds the targets of the bindings that a message matches.</summary>
    internal abstract void Match(in RoutingContext context, RouteTargets targets);

    /// <summary>Lets a binding match from now on. Under the virtual host's lock.</summary>
    internal abstract void Add(Binding binding);

    /// <summary>Lets a binding match no more. Under the virtual host's lock.</summary>
    internal abstract void Remove(Binding binding);

    /// <summary>Looks whether a binding with this key and these arguments makes sense.</summary>
    /// <exception cref="AmqpChannelException">It does not (406).</exception>
    internal virtual void Validate(string routingKey, FieldTable arguments, MethodId method)
    {
    }

    // The implied bindings of the default exchange count for what is published to it alone.
    private Exchange? FindAlternate() =>
        _alternate is { } name && VirtualHost.FindExchange(name) is { } exchange and not DefaultExchange ? exchange : null;
}
