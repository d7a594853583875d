using System.Buffers;
using System.Globalization;
using TypedAmqp.Generators.Emission;
using TypedAmqp.Generators.Model;
using TypedAmqp.Protocol;

namespace TypedAmqp.Generators.Tests.Emission;

/// <summary>The octets that the compiler emits are those that the wire layer writes.</summary>
public sealed class FrameTests
{
    [Theory]
    [InlineData("orders", "order.placed", true, true, "order.placed", Model.MessageFormat.Json)]
    [InlineData("orders", null, false, true, "order.placed.v2", Model.MessageFormat.Json)]
    [InlineData("", "hello", true, false, null, Model.MessageFormat.Text)]
    [InlineData("größer", "ключ", false, false, "ü", Model.MessageFormat.Raw)]
    public void AreThoseOfTheWireLayer(string exchange, string? key, bool persistent, bool mandatory, string? wireName, object format)
    {
        MessageModel message = new("string", "string", wireName, 1, (Model.MessageFormat)format, false);
        ArrayBufferWriter<byte> expected = new();
        FrameWriter.WriteMethod(expected, 0, new BasicPublish { Exchange = exchange, RoutingKey = key ?? "", Mandatory = mandatory });
        FrameWriter.WriteHeader(expected, 0, 0, new BasicProperties
        {
            ContentType = PublishFrames.ContentType(message.Format),
            DeliveryMode = persistent ? DeliveryMode.Persistent : DeliveryMode.Transient,
            Type = wireName,
        });

        Assert.Equal(expected.WrittenSpan.ToArray(), Octets(PublishFrames.Lines(exchange, key, message, persistent, mandatory)));
    }

    [Fact]
    public void AreLeftOutWhenANameIsTooLong() =>
        Assert.Empty(PublishFrames.Lines(new string('x', 256), null, new MessageModel("string", "string", null, 1, Model.MessageFormat.Text, false), true, true));

    private static byte[] Octets(IEnumerable<string> lines) =>
        [.. lines.SelectMany(static line => line.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Select(static octet => byte.Parse(octet.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
}
