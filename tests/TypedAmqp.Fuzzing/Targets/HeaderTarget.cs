using System.Buffers;
using TypedAmqp.Fuzzing.Input;
using TypedAmqp.Protocol;

namespace TypedAmqp.Fuzzing.Targets;

/// <summary>Content headers: views and decoded properties agree.</summary>
internal sealed class HeaderTarget : FuzzTarget
{
    private static readonly byte[][] Lists = [.. Golden.Properties.Values];

    public override string Name => "headers";

    public override byte[] Generate(DeterministicRandom random)
    {
        ArrayBufferWriter<byte> output = new();
        BasicPropertiesView properties = new(random.NextBoolean() ? random.Pick(Lists) : RandomValues.Properties(random).Encode());
        FrameWriter.WriteHeader(output, 1, random.NextUInt64(), properties);
        return output.WrittenSpan[FrameFormat.HeaderSize..^1].ToArray();
    }

    public override void Run(byte[] octets, DeterministicRandom random)
    {
        ContentHeader header = ContentHeader.Read(octets);
        BasicPropertiesView view = header.Properties;
        BasicProperties properties = BasicProperties.Read(view);
        Require(properties.ContentType == (view.HasContentType ? view.ContentType.ToString() : null), "Two content types.");
        Require(properties.ClusterId == (view.HasClusterId ? view.ClusterId.ToString() : null), "Two cluster ids.");
        view.Validate();
        TableTarget.Check(view.Headers);
    }
}
