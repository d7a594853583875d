namespace TypedAmqp.Channels;

/// <summary>Reads what a caller wants from the arguments of the answer. It runs on the read loop, while the octets are there.</summary>
internal delegate TResult ReplyReader<out TResult>(ReadOnlySpan<byte> arguments);
