using TypedAmqp.Protocol;

namespace TypedAmqp;

/// <summary>
/// No connection came about: nothing listens there, the login was refused, the virtual host does not exist, or what answers is no AMQP broker.
/// </summary>
/// <param name="message">One sentence that names the value and the remedy, and never the password.</param>
/// <param name="replyCode">The broker's code, when it said one.</param>
/// <param name="innerException">What the transport threw, when it was that.</param>
public sealed class AmqpConnectException(string message, ReplyCode replyCode = ReplyCode.ConnectionForced, Exception? innerException = null)
    : AmqpConnectionException(replyCode, message, innerException: innerException);
