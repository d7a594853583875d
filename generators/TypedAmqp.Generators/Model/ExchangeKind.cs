namespace TypedAmqp.Generators.Model;

/// <summary>How an exchange routes.</summary>
internal enum ExchangeKind
{
    Direct,
    Fanout,
    Topic,
    Headers,

    /// <summary>A plugin of the broker decides: everything can match.</summary>
    Plugin,
}
