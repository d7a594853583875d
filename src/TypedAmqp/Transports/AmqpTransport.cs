using System.IO.Pipelines;

namespace TypedAmqp;

/// <summary>
/// Opens the octet stream that an <see cref="AmqpConnection"/> speaks over: TCP, TLS, or a broker in the same process.
/// </summary>
/// <remarks>
/// The connection owns what it gets: it completes both ends when it closes and then, if the pipe is <see cref="IAsyncDisposable"/> or
/// <see cref="IDisposable"/>, disposes of it.
/// </remarks>
/// <param name="cancellationToken">Ends the attempt.</param>
/// <returns>The two directions: <see cref="IDuplexPipe.Input"/> is what the broker sends.</returns>
public delegate ValueTask<IDuplexPipe> AmqpTransport(CancellationToken cancellationToken);
