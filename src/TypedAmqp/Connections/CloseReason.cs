using TypedAmqp.Protocol;

namespace TypedAmqp;

/// <summary>Why a connection, channel or consumer ended. It is in every exception that a later use of it throws.</summary>
/// <param name="Initiator">Who ended it.</param>
/// <param name="ReplyCode">The code of the close method; 200 for a close by the program.</param>
/// <param name="ReplyText">A sentence for people; the broker's own words when it was the broker.</param>
/// <param name="FailingMethod">The method that was the cause, or 0.</param>
/// <param name="Cause">What was thrown, when an exception was the cause.</param>
public sealed record CloseReason(
    CloseInitiator Initiator, ReplyCode ReplyCode, string ReplyText, MethodId FailingMethod = default, Exception? Cause = null)
{
    /// <summary>For people: who, code and text.</summary>
    public override string ToString() => Initiator switch
    {
        CloseInitiator.Broker =>
            $"closed by the broker: {(int)ReplyCode} {Sentence}{(FailingMethod == default ? "" : $" (in answer to {FailingMethod.Name})")}",
        CloseInitiator.Application => "closed by this program",
        CloseInitiator.Transport => $"lost: {Sentence}",
        _ => $"closed by this client: {(int)ReplyCode} {Sentence}",
    };

    /// <summary>The text within a sentence, which has its own full stop.</summary>
    private string Sentence => ReplyText.TrimEnd('.');

    internal static CloseReason ByBroker(in ConnectionClose close) =>
        new(CloseInitiator.Broker, close.ReplyCode, close.ReplyText.ToString(), Method.ToId(close.ClassId, close.MethodId));

    internal static CloseReason ByBroker(in ChannelClose close) =>
        new(CloseInitiator.Broker, close.ReplyCode, close.ReplyText.ToString(), Method.ToId(close.ClassId, close.MethodId));

    internal static CloseReason ByProgram(string what) => new(CloseInitiator.Application, ReplyCode.Success, what);

    internal static CloseReason ByLibrary(AmqpException e) => new(CloseInitiator.Library, e.ReplyCode, e.Message, e.FailingMethod, e);

    internal AmqpConnectionClosedException ToConnectionException() => new(this);

    internal AmqpChannelClosedException ToChannelException(int channel) => new(this, channel);

    /// <summary>A reply text is a short string, of at most 255 octets.</summary>
    internal string WireText => ReplyText.Length <= 80 ? ReplyText : ReplyText[..80];
}
