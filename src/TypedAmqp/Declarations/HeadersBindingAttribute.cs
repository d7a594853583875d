namespace TypedAmqp;

/// <summary>Binds this queue, or this exchange, to the headers exchange <typeparamref name="TExchange"/>.</summary>
/// <typeparam name="TExchange">The class that declares the source exchange.</typeparam>
/// <param name="headers">Names and values in turn: <c>"format", "pdf", "pages", 1</c>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class HeadersBindingAttribute<TExchange>(params object[] headers) : Attribute
{
    /// <summary>Names and values in turn.</summary>
    public object[] Headers { get; } = headers;

    /// <summary>How many of the headers must be equal. Default: <see cref="HeadersMatch.All"/>.</summary>
    public HeadersMatch Matching { get; set; }
}
