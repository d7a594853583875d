using System.Text.Json;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests.Exchanges;

/// <summary>Topic and headers exchanges lead every message where RabbitMQ led it.</summary>
public sealed class RecordedRoutesTests
{
    [Theory]
    [InlineData("topic", "topic-routes.json")]
    [InlineData("headers", "headers-routes.json")]
    public void Every_message_goes_where_RabbitMQ_sent_it(string type, string recording)
    {
        using JsonDocument recorded = Recorded.Open(recording);
        VirtualHost host = RouteTesting.NewVirtualHost();
        host.Declare("routes", type);
        int count = 0;
        foreach (JsonElement binding in recorded.RootElement.GetProperty("bindings").EnumerateArray())
        {
            string queue = Number(count++);
            host.DeclareQueue(queue);
            host.Bind(queue, "routes", Key(binding), Table(binding, "arguments"));
        }

        int compared = 0;
        foreach (JsonElement message in recorded.RootElement.GetProperty("messages").EnumerateArray())
        {
            string[] expected =
                [.. message.GetProperty("to").EnumerateArray().Select(static to => Number(to.GetInt32())).Order(StringComparer.Ordinal)];
            string[] actual = host.Route("routes", Key(message), Table(message, "headers"));
            Assert.True(expected.SequenceEqual(actual), $"{message}: went to {string.Join(' ', actual)}");
            compared += count;
        }

        Assert.True(compared > 2000, $"only {compared} pairs");
    }

    private static string Number(int number) => number.ToString("d3", null);

    private static string Key(JsonElement element) => element.TryGetProperty("key", out JsonElement key) ? key.GetString()! : "";

    private static FieldTable? Table(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement table) && table.ValueKind == JsonValueKind.Object ? Recorded.Table(table) : null;
}
