using System.Globalization;
using TypedAmqp.Conformance.Scripts;
using TypedAmqp.Conformance.Wire;

namespace TypedAmqp.Conformance.Playing;

/// <summary>
/// Plays a scenario against a broker and writes down what comes back, below the line that waited for it. A method that has an answer waits for it. A
/// client that is mentioned for the first time connects, and a channel is opened, unless <c>transport</c> or <c>connect</c> begins the client: then
/// nothing is done on its own.
/// </summary>
public sealed class Player : IAsyncDisposable
{
    private readonly IScenarioBroker _broker;
    private readonly SortedDictionary<string, ScenarioClient> _clients = new(StringComparer.Ordinal);
    private readonly HashSet<string> _byHand = [];
    private readonly HashSet<(string Client, ushort Channel)> _mentioned = [];
    private readonly HashSet<string> _queues = [];
    private readonly HashSet<string> _exchanges = [];
    private readonly Wording _wording;
    private readonly List<string> _transcript = [];

    private Player(IScenarioBroker broker)
    {
        _broker = broker;
        _wording = new Wording(broker.VirtualHost);
    }

    /// <summary>Plays a scenario.</summary>
    /// <returns>The transcript.</returns>
    public static async Task<Transcript> PlayAsync(Scenario scenario, IScenarioBroker broker)
    {
        await using Player player = new(broker);
        foreach (Step step in scenario.Steps)
        {
            try
            {
                await player.PlayAsync(step);
            }
            catch (Exception exception) when (exception is FormatException or KeyNotFoundException)
            {
                player._transcript.Add($"  this cannot be played: {exception.Message}");
                break;
            }
        }

        await player.EndAsync();
        return new Transcript(player._transcript);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (ScenarioClient client in _clients.Values)
        {
            await client.DisposeAsync();
        }
    }

    private async Task PlayAsync(Step step)
    {
        _transcript.Add(step.Line);
        foreach (ScenarioClient other in _clients.Where(client => client.Key != step.Client).Select(static client => client.Value))
        {
            await other.SendUnsentAsync();
        }

        string rest = _wording.Resolve(step.Rest);
        if (step.Client == OperatorOrder.Client)
        {
            bool isTaken = await _broker.OperateAsync(new OperatorOrder(step.Verb, new ValueParser(rest).Arguments()));
            _transcript.Add(isTaken ? "  operator done" : "  operator refused");
            return;
        }

        switch (step.Verb)
        {
            case "transport":
                _byHand.Add(step.Client);
                await TransportAsync(step.Client);
                break;
            case "connect":
                _byHand.Add(step.Client);
                await ConnectAsync(step.Client, new ValueParser(rest).Arguments());
                break;
            default:
                await PlayAsync(await ClientAsync(step), step, rest);
                break;
        }
    }

    private async Task PlayAsync(ScenarioClient client, Step step, string rest)
    {
        ushort channel = step.Channel ?? 0;
        switch (step.Verb)
        {
            case "expect":
                string[] words = rest.Split(' ');
                int count = words.Length > 1 ? int.Parse(words[1], CultureInfo.InvariantCulture) : 1;
                await AwaitAsync(step.Client, channel, [words[0]], count);
                break;
            case "await":
                await AwaitQueueAsync(client, step, new ValueParser(rest).Arguments());
                break;
            case "octets":
                await client.SendAsync(new ValueParser(rest).Octets());
                break;
            case "frame":
                string[] parts = rest.Split(' ', 2);
                byte type = byte.Parse(parts[0], CultureInfo.InvariantCulture);
                await client.SendAsync(WireWriter.Frame(type, channel, parts.Length > 1 ? new ValueParser(parts[1]).Octets() : []));
                break;
            case "header":
                await SendHeaderAsync(client, channel, new ValueParser(rest).Arguments());
                break;
            case "hang-up":
                await client.HangUpAsync();
                break;
            default:
                await SayAsync(client, step, new ValueParser(rest).Arguments());
                break;
        }
    }

    private async Task SayAsync(ScenarioClient client, Step step, Dictionary<string, FieldValue> arguments)
    {
        ushort channel = step.Channel ?? 0;
        MethodSpec method = Specification.Find(step.Verb) ?? throw new FormatException($"There is no {step.Verb}: {step.Line}");
        bool noContent = arguments.Remove("no-content");
        IEnumerable<string> known = method.Arguments.Select(static argument => argument.Name);
        known = method.HasContent ? known.Concat(Specification.Properties.Select(static property => property.Name)).Append("body") : known;
        if (arguments.Keys.Except(known).FirstOrDefault() is { } unknown)
        {
            throw new FormatException($"{step.Verb} has no '{unknown}': {step.Line}");
        }

        Remember(method, arguments);
        await client.SendAsync(channel, method, arguments);
        if (method.HasContent && !noContent)
        {
            byte[] body = arguments.TryGetValue("body", out FieldValue? value) ? value.Octets : [];
            await client.SendAsync(WireWriter.Frame(2, channel, WireWriter.Header(60, 0, (ulong)body.Length, arguments)));
            foreach (byte[] part in body.Chunk(client.FrameMax - 8))
            {
                await client.SendAsync(WireWriter.Frame(3, channel, part));
            }

            client.Published(channel);
        }

        bool noWait = arguments.TryGetValue("no-wait", out FieldValue? wait) && wait.Number != 0;
        if (method.Answers.Count > 0 && !noWait && !step.IsPipelined)
        {
            await AwaitAsync(step.Client, channel, method.Answers, 1);
        }
    }

    private static async Task SendHeaderAsync(ScenarioClient client, ushort channel, Dictionary<string, FieldValue> arguments)
    {
        ulong Number(string name, ulong otherwise) => arguments.Remove(name, out FieldValue? value) ? value.Number : otherwise;
        byte[] header = WireWriter.Header(Number("class", 60), Number("weight", 0), Number("size", 0), arguments);
        await client.SendAsync(WireWriter.Frame(2, channel, header));
    }

    /// <summary>Writes down what comes on a channel until it has come so many times, or cannot come any more.</summary>
    private async Task<Received?> AwaitAsync(string name, ushort channel, IReadOnlyCollection<string> awaited, int count)
    {
        ScenarioClient client = _clients[name];
        if (client.HasEnded || (client.IsClosing && !awaited.Contains(Received.End) && !awaited.Contains("connection.close-ok")))
        {
            return null;
        }

        while (true)
        {
            Received? received = await client.NextAsync(channel);
            if (received is null)
            {
                _transcript.Add($"  {name} nothing");
                return null;
            }

            Write(name, received);
            bool isAwaited = awaited.Contains(received.Name) && --count == 0;
            if (isAwaited || (!awaited.Contains(received.Name) && received.Name is "channel.close" or "connection.close" or Received.End))
            {
                return received;
            }
        }
    }

    // Asks again and again until the queue is as it is awaited.
    private async Task AwaitQueueAsync(ScenarioClient client, Step step, Dictionary<string, FieldValue> awaited)
    {
        long started = System.Diagnostics.Stopwatch.GetTimestamp();
        Dictionary<string, FieldValue> arguments = new() { ["queue"] = awaited["queue"], ["passive"] = new FieldValue('t', true) };
        awaited.Remove("queue");
        while (true)
        {
            Received? received = await client.CallAsync(step.Channel ?? 0, "queue.declare", arguments);
            bool asAwaited = received is { Name: "queue.declare-ok" } && awaited.All(pair => received.Number(pair.Key) == pair.Value.Number);
            if (asAwaited || received is not { Name: "queue.declare-ok" } || System.Diagnostics.Stopwatch.GetElapsedTime(started) > _broker.Patience)
            {
                Write(step.Client, received ?? new Received(0, "nothing", []));
                return;
            }

            // A broker behind a socket tells nobody that a queue has changed: it gets a moment to change it before it is asked again.
            await Task.Delay(1);
        }
    }

    private void Write(string client, Received received)
    {
        if (received.Name == "queue.declare-ok")
        {
            _queues.Add(received.Text("queue"));
        }

        _transcript.Add(_wording.Describe(client, received));
    }

    private void Remember(MethodSpec method, Dictionary<string, FieldValue> arguments)
    {
        string Text(string name) => arguments.TryGetValue(name, out FieldValue? value) ? System.Text.Encoding.UTF8.GetString(value.Octets) : "";
        if (method.Name == "queue.declare" && Text("queue") is { Length: > 0 } queue)
        {
            _queues.Add(queue);
        }
        else if (method.Name == "exchange.declare")
        {
            _exchanges.Add(Text("exchange"));
        }
    }

    private async Task<ScenarioClient> TransportAsync(string name)
    {
        if (_clients.Remove(name, out ScenarioClient? former))
        {
            await former.DisposeAsync();
        }

        ScenarioClient client = new(await _broker.ConnectAsync(), _broker.Patience, _broker.Pace);
        _clients.Add(name, client);
        return client;
    }

    private async Task ConnectAsync(string name, Dictionary<string, FieldValue> options)
    {
        ScenarioClient client = await TransportAsync(name);
        if (await client.HandshakeAsync(options, _broker.VirtualHost) is { } instead)
        {
            Write(name, instead);
        }
    }

    private async Task<ScenarioClient> ClientAsync(Step step)
    {
        if (!_clients.ContainsKey(step.Client))
        {
            await ConnectAsync(step.Client, []);
        }

        ScenarioClient client = _clients[step.Client];
        if (step.Channel is { } channel && _mentioned.Add((step.Client, channel)) && !_byHand.Contains(step.Client) && step.Verb != "channel.open")
        {
            await client.CallAsync(channel, "channel.open", []);
        }

        return client;
    }

    // Whatever else comes is written down too: before the answer to a last method on each channel, and to the last one of all.
    private async Task EndAsync()
    {
        int length = _transcript.Count;
        foreach ((string name, ScenarioClient client) in _clients)
        {
            await client.CloseAsync();
            foreach (ushort channel in client.KeptChannels.ToArray())
            {
                while (client.TryTake(channel, out Received? received))
                {
                    Write(name, received);
                }
            }
        }

        if (_transcript.Count > length)
        {
            _transcript.Insert(length, "and then");
        }

        await _broker.CleanAsync(_queues, _exchanges);
    }
}
