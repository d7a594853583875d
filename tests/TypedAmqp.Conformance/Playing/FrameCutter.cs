using System.Buffers;
using System.Buffers.Binary;
using TypedAmqp.Conformance.Wire;

namespace TypedAmqp.Conformance.Playing;

/// <summary>Cuts what a broker sends into frames, and puts methods and their contents together.</summary>
internal sealed class FrameCutter
{
    private const int HeaderSize = 7;

    private readonly Dictionary<ushort, Content> _contents = [];

    /// <summary>What is complete in a buffer.</summary>
    public List<Received> Cut(ref ReadOnlySequence<byte> buffer)
    {
        List<Received> received = [];
        Span<byte> header = stackalloc byte[HeaderSize + 1];
        while (buffer.Length > HeaderSize)
        {
            buffer.Slice(0, HeaderSize + 1).CopyTo(header);
            if (header.StartsWith("AMQP"u8))
            {
                byte[] version = System.Text.Encoding.ASCII.GetBytes($"{header[5]}-{header[6]}-{header[7]}");
                received.Add(new Received(0, "protocol-header", [new Field("version", FieldValue.Text(version))]));
                buffer = buffer.Slice(HeaderSize + 1);
                continue;
            }

            ushort channel = BinaryPrimitives.ReadUInt16BigEndian(header[1..]);
            long size = BinaryPrimitives.ReadUInt32BigEndian(header[3..]);
            if (buffer.Length < HeaderSize + size + 1)
            {
                break;
            }

            byte[] payload = buffer.Slice(HeaderSize, size).ToArray();
            if (buffer.Slice(HeaderSize + size).FirstSpan[0] != 0xCE)
            {
                throw new FormatException("A broker sent a frame that does not end as one.");
            }

            buffer = buffer.Slice(HeaderSize + size + 1);
            if (Frame(header[0], channel, payload) is { } whole)
            {
                received.Add(whole);
            }
        }

        return received;
    }

    private Received? Frame(byte type, ushort channel, byte[] payload)
    {
        switch (type)
        {
            case 1:
                (MethodSpec method, List<Field> arguments) = WireReader.Method(payload);
                if (!method.HasContent)
                {
                    return new Received(channel, method.Name, arguments);
                }

                _contents.Add(channel, new Content(new Received(channel, method.Name, arguments)));
                return null;
            case 2:
                Content begun = _contents[channel];
                (begun.BodySize, begun.Properties) = WireReader.Header(payload);
                return Complete(begun);
            case 3:
                Content content = _contents[channel];
                content.Body.AddRange(payload);
                return Complete(content);
            case 8:
                return new Received(channel, "heartbeat", []);
            default:
                throw new FormatException($"A broker sent a frame of type {type}, which is none.");
        }
    }

    private Received? Complete(Content content)
    {
        if (content.Body.Count < content.BodySize)
        {
            return null;
        }

        _contents.Remove(content.Method.Channel);
        Field body = new("body", FieldValue.Text([.. content.Body]));
        return content.Method with { Arguments = [.. content.Method.Arguments, body, .. content.Properties] };
    }

    private sealed class Content(Received method)
    {
        public Received Method { get; } = method;

        public long BodySize { get; set; }

        public List<Field> Properties { get; set; } = [];

        public List<byte> Body { get; } = [];
    }
}
