using System.Buffers;
using System.Text;
using System.Threading.Channels;

namespace TypedAmqp.Tests.Peers;

/// <summary>Copies what it gets, for the test to read, and then does what the test said.</summary>
internal sealed class RecordingHandler(Func<ReceivedMessage, CancellationToken, ValueTask>? then = null) : IMessageHandler
{
    private readonly Channel<Received> _received = Channel.CreateUnbounded<Received>();

    public ValueTask HandleAsync(ReceivedMessage message, CancellationToken cancellationToken)
    {
        _received.Writer.TryWrite(new Received(
            message.Exchange, message.RoutingKey, message.Body.ToArray(), message.Properties.ContentType.ToString(), message.Delivery));
        return then is null ? ValueTask.CompletedTask : then(message, cancellationToken);
    }

    public async Task<Received> NextAsync() => await _received.Reader.ReadAsync().AsTask().WaitAsync(ScriptedPeer.Patience);

    public int Waiting => _received.Reader.Count;

    public sealed record Received(string Exchange, string RoutingKey, byte[] Body, string ContentType, Delivery Delivery)
    {
        public string Text => Encoding.UTF8.GetString(Body);
    }
}
