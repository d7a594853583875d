using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

// Class exchange of the specification (section 1.6): declaring and deleting.
public sealed partial class VirtualHost
{
    /// <summary>Declares an exchange: creates it, or finds it there as asked for.</summary>
    /// <exception cref="AmqpConnectionException">503: there is no such type.</exception>
    /// <exception cref="AmqpChannelException">
    /// 403: the name is reserved, or the default exchange's. 406: it is there and differs, or an argument is invalid.
    /// </exception>
    public Exchange DeclareExchange(ExchangeDeclaration declaration)
    {
        ArgumentNullException.ThrowIfNull(declaration);
        const MethodId Method = MethodId.ExchangeDeclare;
        RefuseUnknown(declaration);
        declaration = declaration with { Name = WithoutLineBreaks(declaration.Name) };
        lock (Gate)
        {
            if (FindExchange(declaration.Name) is { } known)
            {
                AssertEquivalence(known.Declaration, declaration);
                return known;
            }

            RefuseDeleted(Method);
            RefuseReserved("exchange", declaration.Name, Method);
            ValidateArguments(declaration);
            Exchange exchange = ExchangeTypes.Create(this, declaration);
            Topology?.Add(exchange);
            Add(exchange);
            Changed();
            return exchange;
        }
    }

    /// <summary>Finds an exchange that has to be there, as passive declaration does.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="method">The method that asks.</param>
    /// <exception cref="AmqpChannelException">404: there is none. 403: it is the default exchange.</exception>
    public Exchange GetExchange(string name, MethodId method)
    {
        ArgumentNullException.ThrowIfNull(name);
        name = WithoutLineBreaks(name);
        RefuseDefault(name, method);
        return FindExchange(name) ?? throw NoExchange(name, method);
    }

    /// <summary>Deletes an exchange and its bindings; nothing happens when there is none.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="ifUnused">Only when nothing is bound to it.</param>
    /// <exception cref="AmqpChannelException">403: it is the default or a system exchange. 406: it is in use.</exception>
    public void DeleteExchange(string name, bool ifUnused)
    {
        ArgumentNullException.ThrowIfNull(name);
        const MethodId Method = MethodId.ExchangeDelete;
        name = WithoutLineBreaks(name);
        RefuseToDelete(name);
        lock (Gate)
        {
            if (FindExchange(name) is not { } exchange)
            {
                return;
            }

            if (ifUnused && exchange.Outgoing.Count > 0)
            {
                throw Refusal.Channel(ReplyCode.PreconditionFailed, $"{DescribeExchange(name)} in use", Method);
            }

            Remove(new Stack<Exchange>([exchange]));
            Changed();
        }
    }

    /// <summary>Refuses a type that is none, and the default exchange: before anybody asks what the user may do.</summary>
    internal static void RefuseUnknown(ExchangeDeclaration declaration)
    {
        if (!ExchangeTypes.IsKnown(declaration.Type))
        {
            string problem = declaration.Type.Length == 0 ? "invalid" : "unknown";
            throw Refusal.Connection(ReplyCode.CommandInvalid, $"{problem} exchange type '{declaration.Type}'", MethodId.ExchangeDeclare);
        }

        RefuseDefault(WithoutLineBreaks(declaration.Name), MethodId.ExchangeDeclare);
    }

    /// <summary>Refuses what nobody may delete.</summary>
    internal void RefuseToDelete(string name)
    {
        RefuseDefault(name, MethodId.ExchangeDelete);
        if (name.StartsWith(ReservedPrefix, StringComparison.Ordinal))
        {
            throw Refusal.Channel(ReplyCode.AccessRefused, $"deletion of system {DescribeExchange(name)} not allowed", MethodId.ExchangeDelete);
        }
    }

    /// <summary>Refuses what cannot be done with the default exchange.</summary>
    internal static void RefuseDefault(string name, MethodId method)
    {
        if (name.Length == 0)
        {
            throw Refusal.Channel(ReplyCode.AccessRefused, "operation not permitted on the default exchange", method);
        }
    }

    private static void RefuseReserved(string kind, string name, MethodId method)
    {
        if (name.StartsWith(ReservedPrefix, StringComparison.Ordinal))
        {
            throw Refusal.Channel(ReplyCode.AccessRefused, $"{kind} name '{name}' contains reserved prefix 'amq.*'", method);
        }
    }

    private void AssertEquivalence(ExchangeDeclaration current, ExchangeDeclaration received)
    {
        Equivalence equivalence = new(DescribeExchange(current.Name), MethodId.ExchangeDeclare);
        equivalence.Assert("type", current.Type, received.Type);
        equivalence.Assert("durable", current.Durable, received.Durable);
        equivalence.Assert("auto_delete", current.AutoDelete, received.AutoDelete);
        equivalence.Assert("internal", current.Internal, received.Internal);
        equivalence.Assert(Exchange.AlternateArgument, current.Arguments, received.Arguments);
    }

    private void ValidateArguments(ExchangeDeclaration declaration)
    {
        if (declaration.Arguments.TryGetValue(Exchange.AlternateArgument, out object? alternate) && alternate is not string)
        {
            throw Refusal.Channel(
                ReplyCode.PreconditionFailed,
                $"invalid type '{FieldText.TypeOf(alternate)}' for arg '{Exchange.AlternateArgument}' in {DescribeExchange(declaration.Name)}",
                MethodId.ExchangeDeclare);
        }

        ExchangeTypes.Validate(declaration);
    }

    private void Add(Exchange exchange) => _exchanges.Add(exchange.NameOctets, exchange);

    // Takes their bindings along, and with those the auto-delete exchanges that lose their last one.
    private void Remove(Stack<Exchange> unused)
    {
        while (unused.TryPop(out Exchange? exchange))
        {
            _exchanges.Remove(exchange.NameOctets);
            Topology?.Remove(exchange);
            exchange.Deleted();
            foreach (Binding binding in exchange.Outgoing.ToArray())
            {
                Detach(binding);
            }

            DetachIncoming(exchange, unused);
        }
    }

    private AmqpChannelException NoExchange(string name, MethodId method) =>
        Refusal.Channel(ReplyCode.NotFound, $"no {DescribeExchange(name)}", method);
}
