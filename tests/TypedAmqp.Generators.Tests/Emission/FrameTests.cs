using System.Buffers;
using System.Globalization;
using TypedAmqp.Generators.Emission;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;
using TypedAmqp.Protocol;

namespace TypedAmqp.Generators.Tests.Emission;

/// <summary>The octets that the compiler emits are those that the wire layer writes.</summary>
public sealed class FrameTests
{
    [Theory]
    [InlineData("orders", "order.placed", true, true, "order.placed", Model.MessageFormat.Json, null, null, null)]
    [InlineData("orders", null, false, true, "order.placed.v2", Model.MessageFormat.Json, 9, null, null)]
    [InlineData("", "hello", true, false, null, Model.MessageFormat.Text, null, 60_000L, null)]
    [InlineData("größer", "ключ", false, false, "ü", Model.MessageFormat.Raw, 255, 0L, 5000L)]
    public void AreThoseOfTheWireLayer(
        string exchange, string? key, bool persistent, bool mandatory, string? wireName, object format, int? priority, long? expiration, long? delay)
    {
        RouteModel route = Route(
            key, wireName, (Model.MessageFormat)format, new PublishOptionsModel(persistent, mandatory, priority, expiration, delay));
        ArrayBufferWriter<byte> expected = new();
        FrameWriter.WriteMethod(expected, 0, new BasicPublish { Exchange = exchange, RoutingKey = key ?? "", Mandatory = mandatory });
        FrameWriter.WriteHeader(expected, 0, 0, new BasicProperties
        {
            ContentType = PublishFrames.ContentType(route.Message.Format),
            DeliveryMode = persistent ? DeliveryMode.Persistent : DeliveryMode.Transient,
            Type = wireName,
            Priority = (byte?)priority,
            Expiration = expiration?.ToString(CultureInfo.InvariantCulture),
            Headers = delay is null ? null : new FieldTable { ["x-delay"] = delay },
        });

        Assert.Equal(expected.WrittenSpan.ToArray(), Octets(PublishFrames.Lines(exchange, route)));
    }

    [Fact]
    public void AreLeftOutWhenANameIsTooLong() =>
        Assert.Empty(PublishFrames.Lines(
            new string('x', 256), Route("key", null, Model.MessageFormat.Text, new PublishOptionsModel(true, true, null, null, null))));

    private static RouteModel Route(string? key, string? wireName, Model.MessageFormat format, PublishOptionsModel options) => new(
        new MessageModel("string", "string", wireName, 1, format, false), KeyTemplateParser.Parse(key ?? "{Key}", null), options);

    private static byte[] Octets(IEnumerable<string> lines) =>
        [.. lines.SelectMany(static line => line.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Select(static octet => byte.Parse(octet.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
}
