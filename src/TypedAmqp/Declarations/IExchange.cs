namespace TypedAmqp;

/// <summary>An exchange of the topology. The compiler implements it on each class marked with <see cref="ExchangeAttribute"/>.</summary>
public interface IExchange
{
    /// <summary>What was declared.</summary>
    static abstract ExchangeDescriptor Descriptor { get; }
}
