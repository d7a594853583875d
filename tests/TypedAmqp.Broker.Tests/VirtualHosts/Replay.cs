using System.Text.Json;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests.VirtualHosts;

/// <summary>Says recorded steps to a broker, each on the connection and channel that it names, and puts what comes back into words.</summary>
internal sealed class Replay(Broker broker) : IAsyncDisposable
{
    private const string NameOfServer = "amq.gen-";

    private readonly Dictionary<char, RawClient> _clients = [];
    private readonly HashSet<(char Client, ushort Channel)> _channels = [];

    /// <summary>A recorded answer in the words of <see cref="SayAsync"/>.</summary>
    public static string Describe(JsonElement answer)
    {
        if (answer.TryGetProperty("close", out JsonElement closed))
        {
            JsonElement method = answer.GetProperty("method");
            return $"{closed} {answer.GetProperty("code")} {answer.GetProperty("text").GetString()} ({method[0]}.{method[1]})";
        }

        return answer.TryGetProperty("returned", out _)
            ? "returned"
            : "ok" + string.Concat(answer.GetProperty("ok").EnumerateObject().Select(static field => $" {field.Value}"));
    }

    public async Task<string> SayAsync(JsonElement step)
    {
        string where = step[0].GetString()!;
        string method = step[1].GetString()!;
        (char who, ushort channel) = (where[0], ushort.Parse(where.AsSpan(1), null));
        if (method == "settle")
        {
            return "ok";
        }

        RawClient client = await OpenAsync(who, channel);
        if (method == "close")
        {
            await client.SendAsync(0, new ConnectionClose { ReplyCode = ReplyCode.Success, ReplyText = "" });
            await client.ExpectAsync(MethodId.ConnectionCloseOk);
            await ForgetAsync(who);
            return "ok";
        }

        RecordedMethod.Write(client.Output, channel, method, step[2]);
        await client.FlushAsync();
        return await HearAsync(who, channel);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RawClient client in _clients.Values)
        {
            await client.DisposeAsync();
        }
    }

    private async Task<RawClient> OpenAsync(char who, ushort channel)
    {
        if (!_clients.TryGetValue(who, out RawClient? client))
        {
            _clients.Add(who, client = new RawClient(broker.Connect()));
            await client.HandshakeAsync(new RawOptions());
        }

        if (_channels.Add((who, channel)))
        {
            await client.OpenChannelAsync(channel);
        }

        return client;
    }

    private async Task<string> HearAsync(char who, ushort channel)
    {
        RawClient client = _clients[who];
        bool returned = false;
        while (true)
        {
            RawFrame frame = await client.ReadAsync();
            switch (frame.Id)
            {
                case MethodId.ChannelClose:
                    await client.SendAsync(channel, new ChannelCloseOk());
                    _channels.Remove((who, channel));
                    return Describe(frame.As<ChannelClose>());
                case MethodId.ConnectionClose:
                    await client.SendAsync(0, new ConnectionCloseOk());
                    await ForgetAsync(who);
                    return Describe(frame.As<ConnectionClose>());
                case MethodId.BasicReturn:
                    returned = true;
                    break;
                case MethodId.BasicDeliver or MethodId.BasicCancel or MethodId.BasicGetOk or default(MethodId):
                    break;
                default:
                    return returned ? "returned" : Describe(frame);
            }
        }
    }

    private async Task ForgetAsync(char who)
    {
        await _clients[who].DisposeAsync();
        _clients.Remove(who);
        _channels.RemoveWhere(open => open.Client == who);
    }

    private static string Describe(in ChannelClose close) =>
        $"channel {(int)close.ReplyCode} {close.ReplyText.ToString()} ({close.ClassId}.{close.MethodId})";

    private static string Describe(in ConnectionClose close) =>
        $"connection {(int)close.ReplyCode} {close.ReplyText.ToString()} ({close.ClassId}.{close.MethodId})";

    private static string Describe(RawFrame frame) => frame.Id switch
    {
        MethodId.QueueDeclareOk => Describe(frame.As<QueueDeclareOk>()),
        MethodId.QueueDeleteOk => $"ok {frame.As<QueueDeleteOk>().MessageCount}",
        MethodId.QueuePurgeOk => $"ok {frame.As<QueuePurgeOk>().MessageCount}",
        MethodId.BasicConsumeOk => $"ok {frame.As<BasicConsumeOk>().ConsumerTag.ToString()}",
        MethodId.BasicCancelOk => $"ok {frame.As<BasicCancelOk>().ConsumerTag.ToString()}",
        _ => "ok",
    };

    private static string Describe(in QueueDeclareOk declared)
    {
        string name = declared.Queue.ToString();
        name = name.StartsWith(NameOfServer, StringComparison.Ordinal) ? NameOfServer.PadRight(name.Length, '?') : name;
        return $"ok {name} {declared.MessageCount} {declared.ConsumerCount}";
    }
}
