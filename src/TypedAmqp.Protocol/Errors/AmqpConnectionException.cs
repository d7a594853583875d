namespace TypedAmqp.Protocol;

/// <summary>An error that ends the connection, with connection.close (section 1.4.2.3 of the specification).</summary>
/// <param name="replyCode">Why.</param>
/// <param name="replyText">Why, in words, as it goes over the wire.</param>
/// <param name="failingMethod">The method that failed, or none.</param>
/// <param name="innerException">What caused it, or null.</param>
public class AmqpConnectionException(
    ReplyCode replyCode, string replyText, MethodId failingMethod = default, Exception? innerException = null)
    : AmqpException(replyCode, replyText, failingMethod, innerException);
