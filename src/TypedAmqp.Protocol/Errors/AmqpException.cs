namespace TypedAmqp.Protocol;

/// <summary>
/// An error of the protocol, on either side: what a peer reports with connection.close or channel.close, or is to be told so
/// (section 4.2.6 of the specification). The message is the reply text as it goes over the wire.
/// </summary>
public abstract class AmqpException : Exception
{
    private protected AmqpException(ReplyCode replyCode, string replyText, MethodId failingMethod, Exception? innerException)
        : base(replyText, innerException)
    {
        ReplyCode = replyCode;
        FailingMethod = failingMethod;
    }

    /// <summary>Why.</summary>
    public ReplyCode ReplyCode { get; }

    /// <summary>The method that failed; 0 when it was none.</summary>
    public MethodId FailingMethod { get; }

    /// <summary>The class of the method that failed; 0 when it was none.</summary>
    public ushort FailingClassId => FailingMethod.ClassId;

    /// <summary>The number, within its class, of the method that failed; 0 when it was none.</summary>
    public ushort FailingMethodId => FailingMethod.Number;
}
