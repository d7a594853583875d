using System.Globalization;
using System.Text.Json;

namespace TypedAmqp.Benchmarks.Clients;

/// <summary>One case of one client, in this process.</summary>
internal static class ClientRun
{
    /// <summary>The arguments that make a process do this.</summary>
    public static string[] Arguments(ClientKind client, ClientCase load, string uri, int messages) =>
        ["client-case", client.ToString(), load.Name, uri, messages.ToString(CultureInfo.InvariantCulture)];

    /// <summary>Runs it, and prints the figures as JSON.</summary>
    public static async Task RunAsync(string[] arguments)
    {
        ClientCase load = ClientCase.All.Single(load => load.Name == arguments[1]);
        int messages = int.Parse(arguments[3], CultureInfo.InvariantCulture);
        Arrivals arrivals = new();
        await using ILoad client = await (Enum.Parse<ClientKind>(arguments[0]) == ClientKind.TypedAmqp
            ? TypedAmqpLoad.ConnectAsync(load, arguments[2], arrivals)
            : RabbitMqLoad.ConnectAsync(load, arguments[2], arrivals));

        // Once before it counts, until the code is compiled for good and every pool is full.
        await load.MeasureAsync(client, arrivals, messages);
        Console.WriteLine(JsonSerializer.Serialize(await load.MeasureAsync(client, arrivals, messages)));
    }
}
