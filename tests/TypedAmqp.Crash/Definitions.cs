using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using RabbitMQ.Client;

namespace TypedAmqp.Crash;

/// <summary>What is durable beside messages: made once, changed all the time, and looked for after each restart.</summary>
internal sealed class Definitions(IReadOnlyList<QueueJournal> plain, IReadOnlyList<QueueJournal> fanned, CrashReport report)
{
    public const string User = "keeper";
    public const string Exchange = "crash.fanout";

    private const string Host = "%2F";

    // Queues that come and go: whether each is there; null: nobody knows, because the answer did not come.
    private readonly Dictionary<string, bool?> _changing = [];
    private int _last;

    /// <summary>Makes them.</summary>
    public async Task CreateAsync(BrokerLife life)
    {
        using HttpClient http = Client(life);
        await PutAsync(http, $"users/{User}", $$"""{"password":"{{User}}","tags":""}""");
        await PutAsync(http, $"permissions/{Host}/{User}", """{"configure":".*","write":".*","read":".*"}""");
        await PutAsync(
            http, $"policies/{Host}/kept", """{"pattern":"^no such queue$","definition":{"max-length":7},"apply-to":"queues","priority":3}""");

        await using IChannel channel = await (await life.ConnectAsync("guest")).CreateChannelAsync();
        await StreamWatch.CreateAsync(channel);
        await DelayWatch.CreateAsync(channel);
        await channel.ExchangeDeclareAsync(Exchange, "fanout", durable: true, autoDelete: false);
        foreach (QueueJournal queue in plain)
        {
            await channel.QueueDeclareAsync(queue.Name, durable: true, exclusive: false, autoDelete: false);
        }

        foreach (QueueJournal queue in fanned)
        {
            await channel.QueueDeclareAsync(queue.Name, durable: true, exclusive: false, autoDelete: false);
            await channel.QueueBindAsync(queue.Name, Exchange, "");
        }
    }

    /// <summary>Looks for them.</summary>
    public async Task CheckAsync(BrokerLife life)
    {
        using HttpClient http = Client(life);
        HashSet<string> queues = await NamesAsync(http, $"queues/{Host}", static queue => (string)queue["name"]!);
        HashSet<string> exchanges = await NamesAsync(http, $"exchanges/{Host}", static exchange => (string)exchange["name"]!);
        HashSet<string> policies = await NamesAsync(
            http, $"policies/{Host}", static policy => $"{policy["name"]} {policy["definition"]!["max-length"]} {policy["priority"]}");
        HashSet<string> users = await NamesAsync(http, "users", static user => (string)user["name"]!);
        HashSet<string> bindings = await NamesAsync(
            http, $"bindings/{Host}", static binding => $"{binding["source"]} {binding["destination"]} {binding["routing_key"]}");

        foreach (QueueJournal queue in plain.Concat(fanned))
        {
            Expect(queues, queue.Name, "queue");
        }

        foreach (QueueJournal queue in fanned)
        {
            Expect(bindings, $"{Exchange} {queue.Name} ", "binding");
        }

        Expect(exchanges, Exchange, "exchange");
        Expect(users, User, "user");
        Expect(policies, "kept 7 3", "policy");
        foreach ((string name, bool? isThere) in _changing.ToArray())
        {
            bool found = queues.Contains(name);
            bool isBound = bindings.Contains($"amq.direct {name} key of {name}");
            if (found != (isThere ?? found) || (isThere == true && !isBound))
            {
                report.Violated(
                    $"queue {name}, whose {(isThere == true ? "declaration and binding were" : "deletion was")} answered, is {(found ? "there" : "not there, or not bound")}");
            }

            _changing[name] = found && !isBound ? null : found;
        }
    }

    /// <summary>Declares, binds and deletes queues until the connection breaks: every other one over the management API.</summary>
    public async Task ChangeAsync(BrokerLife life, IConnection connection)
    {
        using HttpClient http = Client(life);
        await using IChannel channel = await connection.CreateChannelAsync();
        Queue<string> begun = new(_changing.Where(static queue => queue.Value is null).Select(static queue => queue.Key));
        while (true)
        {
            string name = begun.TryDequeue(out string? unbound) ? unbound : $"changing.{++_last}";
            _changing[name] = null;
            if (_last % 2 == 0)
            {
                await PutAsync(http, $"queues/{Host}/{name}", """{"durable":true}""");
                await SendAsync(http, HttpMethod.Post, $"bindings/{Host}/e/amq.direct/q/{name}", $$"""{"routing_key":"key of {{name}}"}""");
            }
            else
            {
                await channel.QueueDeclareAsync(name, durable: true, exclusive: false, autoDelete: false);
                await channel.QueueBindAsync(name, "amq.direct", $"key of {name}");
            }

            _changing[name] = true;
            foreach (string old in _changing.Where(static queue => queue.Value == true).Select(static queue => queue.Key).SkipLast(5).ToArray())
            {
                _changing[old] = null;
                await channel.QueueDeleteAsync(old);
                _changing[old] = false;
            }

            foreach (string gone in _changing.Where(static queue => queue.Value == false).Select(static queue => queue.Key).SkipLast(20).ToArray())
            {
                _changing.Remove(gone);
            }
        }
    }

    private static HttpClient Client(BrokerLife life)
    {
        HttpClient http = new() { BaseAddress = new Uri(life.Management, "api/") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("guest:guest"u8));
        return http;
    }

    private static Task PutAsync(HttpClient http, string path, string json) => SendAsync(http, HttpMethod.Put, path, json);

    private static async Task SendAsync(HttpClient http, HttpMethod method, string path, string json)
    {
        using HttpRequestMessage request = new(method, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        using HttpResponseMessage response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }

    private static async Task<HashSet<string>> NamesAsync(HttpClient http, string path, Func<JsonNode, string> name) =>
        [.. (await http.GetFromJsonAsync<JsonArray>(new Uri(path, UriKind.Relative)))!.Select(node => name(node!))];

    private void Expect(HashSet<string> there, string name, string kind)
    {
        if (!there.Contains(name))
        {
            report.Violated($"the {kind} '{name.TrimEnd()}' is gone");
        }
    }
}
