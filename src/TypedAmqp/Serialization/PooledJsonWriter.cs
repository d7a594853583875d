using System.Buffers;
using System.Text.Json;

namespace TypedAmqp.Serialization;

/// <summary>A JSON writer that a thread keeps for its next message, so that publishing allocates none.</summary>
internal sealed class PooledJsonWriter
{
    [ThreadStatic]
    private static PooledJsonWriter? _idle;

    private readonly JsonSerializerOptions _options;

    private PooledJsonWriter(IBufferWriter<byte> output, JsonSerializerOptions options)
    {
        _options = options;
        Writer = new Utf8JsonWriter(output, new JsonWriterOptions
        {
            Encoder = options.Encoder,
            Indented = options.WriteIndented,
            IndentCharacter = options.IndentCharacter,
            IndentSize = options.IndentSize,
            NewLine = options.NewLine,
            MaxDepth = options.MaxDepth,
            SkipValidation = true,
        });
    }

    public Utf8JsonWriter Writer { get; }

    /// <summary>
    /// The thread's writer, set to an output; a new one where it suits other options. It leaves its place: a converter that publishes while it
    /// writes gets another.
    /// </summary>
    public static PooledJsonWriter Rent(IBufferWriter<byte> output, JsonSerializerOptions options)
    {
        PooledJsonWriter? writer = _idle;
        if (writer is null || !ReferenceEquals(writer._options, options))
        {
            return new PooledJsonWriter(output, options);
        }

        _idle = null;
        writer.Writer.Reset(output);
        return writer;
    }

    /// <summary>Writes out what is pending and keeps the writer for the thread's next message. After an exception it is simply dropped.</summary>
    public void Return()
    {
        Writer.Flush();

        // It must not hold on to the output, which goes back to its own pool.
        Writer.Reset(NoOutput.Instance);
        _idle = this;
    }

    private sealed class NoOutput : IBufferWriter<byte>
    {
        public static readonly NoOutput Instance = new();

        public void Advance(int count) => throw new NotSupportedException();

        public Memory<byte> GetMemory(int sizeHint = 0) => throw new NotSupportedException();

        public Span<byte> GetSpan(int sizeHint = 0) => throw new NotSupportedException();
    }
}
