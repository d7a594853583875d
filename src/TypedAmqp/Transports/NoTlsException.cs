namespace TypedAmqp.Transports;

/// <summary>What listens does not speak TLS.</summary>
/// <param name="isAmqp">Whether it speaks AMQP instead.</param>
/// <param name="innerException">What the handshake said.</param>
internal sealed class NoTlsException(bool isAmqp, Exception innerException) : IOException("No TLS is spoken there.", innerException)
{
    /// <summary>Whether it speaks AMQP, without TLS.</summary>
    public bool IsAmqp => isAmqp;
}
