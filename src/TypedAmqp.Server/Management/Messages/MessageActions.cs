using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using TypedAmqp.Protocol;

namespace TypedAmqp.Server.Management;

/// <summary>What the management API does with messages.</summary>
internal sealed class MessageActions(Broker.Broker broker)
{
    private const string TestQueue = "aliveness-test";

    /// <summary>Publishes a message, and says whether a queue took it.</summary>
    public async ValueTask<Answer> PublishAsync(ApiRequest request, PublishRequest message)
    {
        if (FindHost(request) is not { } host)
        {
            return Answer.NotFound;
        }

        byte[] body = message.PayloadEncoding switch
        {
            "string" => Encoding.UTF8.GetBytes(message.Payload),
            "base64" => FromBase64(message.Payload),
            _ => throw new ArgumentException($"A payload's encoding is 'string' or 'base64', and not '{message.PayloadEncoding}'."),
        };
        NameLimit.Check(message.RoutingKey);
        if (broker.Resources.Memory.IsHigh)
        {
            return new Answer(StatusCodes.Status503ServiceUnavailable, new ErrorView("blocked", "Publishers wait: memory or disk is short."));
        }

        CancellationToken aborted = request.Http.HttpContext.RequestAborted;
        Conversation conversation = await Conversation.OpenAsync(broker, host, request).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable _ = conversation.ConfigureAwait(false);
        conversation.Write(new ConfirmSelect());
        await conversation.AskAsync(MethodId.ConfirmSelectOk, aborted).ConfigureAwait(false);
        conversation.Write(
            new BasicPublish { Exchange = TopologyActions.NameOf(request.Names[1]), RoutingKey = message.RoutingKey, Mandatory = true },
            message.Properties.ToProperties(),
            body);
        await conversation.FlushAsync(aborted).ConfigureAwait(false);
        Incoming first = await conversation.ReceiveAsync(aborted).ConfigureAwait(false);
        return Answer.Of(new RoutedView(first.Id == MethodId.BasicAck));
    }

    /// <summary>Fetches messages from a queue.</summary>
    public async ValueTask<Answer> GetAsync(ApiRequest request, GetRequest wanted)
    {
        if (FindHost(request) is not { } host)
        {
            return Answer.NotFound;
        }

        string queue = request.Names[1];
        (bool acknowledges, bool requeues) = wanted.Ackmode switch
        {
            "ack_requeue_true" or "reject_requeue_true" => (false, true),
            "ack_requeue_false" => (true, false),
            "reject_requeue_false" => (false, false),
            _ => throw new ArgumentException(
                $"'{wanted.Ackmode}' is no 'ackmode': it is 'ack_requeue_true', 'ack_requeue_false', 'reject_requeue_true' or 'reject_requeue_false'."),
        };
        if (wanted.Encoding is not ("auto" or "base64"))
        {
            return Answer.Refused("Unsupported encoding. Please use auto or base64.");
        }

        if (broker.VirtualHosts[host].FindQueue(queue) is null)
        {
            return new Answer(StatusCodes.Status404NotFound, new ErrorView("not_found", $"NOT_FOUND - no queue '{queue}' in vhost '{host}'"));
        }

        CancellationToken aborted = request.Http.HttpContext.RequestAborted;
        Conversation conversation = await Conversation.OpenAsync(broker, host, request).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable _ = conversation.ConfigureAwait(false);
        List<MessageView> messages = [];
        while (messages.Count != wanted.Count && await FetchAsync(conversation, queue, noAck: false, aborted).ConfigureAwait(false) is { } incoming)
        {
            messages.Add(View(incoming, wanted));
        }

        if (acknowledges)
        {
            conversation.Write(new BasicAck { Multiple = true });
        }
        else if (messages.Count > 0)
        {
            conversation.Write(new BasicNack { Multiple = true, Requeue = requeues });
        }

        // What it asked for is done once it is answered.
        conversation.Write(new ChannelClose());
        await conversation.AskAsync(MethodId.ChannelCloseOk, aborted).ConfigureAwait(false);
        return Answer.Of(messages.ToArray());
    }

    /// <summary>Declares a queue, publishes to it and fetches from it.</summary>
    public async ValueTask<Answer> TestAsync(ApiRequest request)
    {
        if (FindHost(request) is not { } host)
        {
            return Answer.NotFound;
        }

        CancellationToken aborted = request.Http.HttpContext.RequestAborted;
        Conversation conversation = await Conversation.OpenAsync(broker, host, request).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable _ = conversation.ConfigureAwait(false);
        conversation.Write(new QueueDeclare { Queue = TestQueue });
        conversation.Write(new BasicPublish { RoutingKey = TestQueue }, BasicProperties.Empty, "test_message"u8);
        return await FetchAsync(conversation, TestQueue, noAck: true, aborted).ConfigureAwait(false) is not null
            ? Answer.Of(new StatusView("ok"))
            : new Answer(StatusCodes.Status503ServiceUnavailable, new StatusView("failed") { Reason = "The message did not come back." });
    }

    private static async Task<Incoming?> FetchAsync(Conversation conversation, string queue, bool noAck, CancellationToken cancellationToken)
    {
        conversation.Write(new BasicGet { Queue = queue, NoAck = noAck });
        await conversation.FlushAsync(cancellationToken).ConfigureAwait(false);
        Incoming incoming;
        do
        {
            incoming = await conversation.ReceiveAsync(cancellationToken).ConfigureAwait(false);
        }
        while (incoming.Id is not (MethodId.BasicGetOk or MethodId.BasicGetEmpty));

        return incoming.Id == MethodId.BasicGetOk ? incoming : null;
    }

    private static MessageView View(Incoming incoming, GetRequest wanted)
    {
        BasicGetOk method = BasicGetOk.Read(incoming.Arguments);
        ReadOnlySpan<byte> payload = incoming.Body.AsSpan(0, Math.Min(incoming.Body.Length, wanted.Truncate ?? int.MaxValue));
        bool isText = wanted.Encoding == "auto" && Utf8.IsValid(payload);
        return new MessageView(
            incoming.Body.Length, method.Redelivered, Encoding.UTF8.GetString(method.Exchange.Octets), Encoding.UTF8.GetString(
                method.RoutingKey.Octets),
            method.MessageCount, PropertiesView.Of(BasicProperties.Read(new BasicPropertiesView(incoming.Properties))),
            isText ? Encoding.UTF8.GetString(payload) : Convert.ToBase64String(payload), isText ? "string" : "base64");
    }

    private static byte[] FromBase64(string payload)
    {
        try
        {
            return Convert.FromBase64String(payload);
        }
        catch (FormatException)
        {
            throw new ArgumentException("The payload is not Base64, as its encoding says.");
        }
    }

    private string? FindHost(ApiRequest request) => broker.VirtualHosts.ContainsKey(request.Names[0]) ? request.Names[0] : null;
}
