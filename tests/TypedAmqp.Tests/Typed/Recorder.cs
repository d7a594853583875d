using System.Threading.Channels;

namespace TypedAmqp.Tests.Typed;

/// <summary>What handlers got, in order, for a test to await.</summary>
internal sealed class Recorder
{
    private readonly Channel<object> _messages = Channel.CreateUnbounded<object>();

    public void Add(object message) => _messages.Writer.TryWrite(message);

    /// <summary>All that a handler does with a message.</summary>
    public ValueTask RecordAsync(object message)
    {
        Add(message);
        return ValueTask.CompletedTask;
    }

    public async Task<T> NextAsync<T>(CancellationToken cancellationToken) => Assert.IsType<T>(await _messages.Reader.ReadAsync(cancellationToken));

    public async Task<object> NextAsync(Type type, CancellationToken cancellationToken)
    {
        object message = await _messages.Reader.ReadAsync(cancellationToken);
        Assert.IsType(type, message);
        return message;
    }

    public bool IsEmpty => !_messages.Reader.TryPeek(out _);
}
