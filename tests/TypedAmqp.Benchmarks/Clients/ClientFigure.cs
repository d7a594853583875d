namespace TypedAmqp.Benchmarks.Clients;

/// <summary>One of the figures of a case.</summary>
/// <param name="Title">What it is, and its unit.</param>
/// <param name="Decimals">How many decimals say something.</param>
/// <param name="Target">Which part of RabbitMQ.Client's figure ours may be at most; null where nothing is promised.</param>
internal sealed record ClientFigure(string Title, int Decimals, double? Target = null);
