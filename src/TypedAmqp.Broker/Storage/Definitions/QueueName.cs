using System.Buffers.Binary;

namespace TypedAmqp.Broker;

/// <summary>How people call a queue that the log knows by its number.</summary>
/// <param name="VirtualHost">Its virtual host.</param>
/// <param name="Name">Its name; of what waits in a delayed exchange, that of the exchange, and that it is one.</param>
internal readonly record struct QueueName(string VirtualHost, string Name)
{
    /// <summary>What the definition of a queue says.</summary>
    public static QueueName Decode(ReadOnlySpan<byte> value)
    {
        DefinitionReader queue = new(value);
        string virtualHost = queue.Text();
        string name = queue.Text();
        queue.Bits(out _, out bool isDelay, out _);
        return new QueueName(virtualHost, isDelay ? $"{name} (delayed)" : name);
    }

    /// <summary>The name of a queue that is defined; null: it is not.</summary>
    public static QueueName? Find(DefinitionSet definitions, int number)
    {
        byte[] key = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(key, number);
        return definitions.Find(new DefinitionKey(DefinitionKind.Queue, key)) is { } value ? Decode(value) : null;
    }

    /// <summary>The sentence about a message that it had.</summary>
    public string Lost(int octets) => $"a message of {this} is lost, {octets} octets";

    /// <inheritdoc/>
    public override string ToString() => $"queue '{Name}' in virtual host '{VirtualHost}'";
}
