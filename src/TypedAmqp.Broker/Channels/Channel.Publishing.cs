using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

// Class basic, the sending side. A message is looked at where it lies and goes to the turn's batch as a reference.
internal sealed partial class Channel
{
    private const byte Mandatory = 1;
    private const byte Immediate = 2;

    // The properties seen last, and what follows from them: most publishers send the same ones again and again.
    private byte[] _knownProperties = [];
    private EntryFlags _knownFlags;

    // Further routing keys of the message that is being looked at.
    private List<byte[]>? _copies;

    /// <summary>A message whose octets lie in a segment of the turn's batch.</summary>
    /// <param name="message">Where.</param>
    /// <param name="octets">The octets of the segment.</param>
    /// <param name="bits">The flags of basic.publish.</param>
    /// <param name="recalled">Where one like it went, if that is known.</param>
    public void Publish(ref PublishedMessage message, ReadOnlySpan<byte> octets, byte bits, Route? recalled)
    {
        if ((bits & Immediate) != 0)
        {
            throw Refusal.Connection(ReplyCode.NotImplemented, "immediate=true", MethodId.BasicPublish);
        }

        ReadOnlySpan<byte> address = octets.Slice(message.Address, message.AddressLength);
        ReadOnlySpan<byte> properties = octets.Slice(message.Properties, message.PropertiesLength);
        if (properties.SequenceEqual(_knownProperties))
        {
            message.Flags = _knownFlags;
        }
        else if (!CheckProperties(properties, ref message))
        {
            PublishRequest(message, octets, bits);
            return;
        }

        if (_copies is not null)
        {
            PublishCopies(ref message, octets, bits);
            return;
        }

        Publish(connection.Routes.Find(recalled, address, properties), ref message, octets, bits);
    }

    private void Publish(Route route, ref PublishedMessage message, ReadOnlySpan<byte> octets, byte bits)
    {
        if (_transaction is not null)
        {
            Transact(route, message, octets, bits);
            return;
        }

        CountPublish();
        virtualHost.Resources.Observer?.Published(virtualHost, message.In(octets), route.Queues);
        Count(route.Exchange, route.Queues.Length);
        if ((bits & Mandatory) != 0 && DirectReply.AreAll(route.Queues))
        {
            Return(message.In(octets));
        }
        else if (route.IsEmpty)
        {
            _stats.Dropped++;
        }

        if (!route.IsEmpty)
        {
            Add(route, ref message);
        }
    }

    /// <summary>A message that was gathered from pieces. The turn takes over its octets.</summary>
    public void PublishGathered()
    {
        PublishedMessage message = new()
        {
            AddressLength = Content.AddressLength,
            Properties = Content.AddressLength + sizeof(int),
            PropertiesLength = Content.PropertiesLength,
            Body = Content.BodyOffset,
            BodyLength = Content.BodyLength,
        };
        byte bits = Content.Bits;
        byte[] record = Content.Take(out int length);
        message.Segment = Turn.Publishes.AddRecord(record);
        ReadOnlySpan<byte> octets = record.AsSpan(0, length);
        Publish(ref message, octets, bits, connection.Routes.Recall(octets[..message.AddressLength]));
    }

    // To further routing keys as well.
    private void PublishCopies(ref PublishedMessage message, ReadOnlySpan<byte> octets, byte bits)
    {
        List<byte[]> copies = _copies!;
        _copies = null;
        MessageOctets published = message.In(octets);
        if (SenderKeys.HasBlind(new BasicPropertiesView(published.Properties).Headers))
        {
            message.Flags |= EntryFlags.Blind;
        }

        Publish(connection.Routes.Find(published.Address, published.Properties, copies), ref message, octets, bits);
    }

    private void Add(Route route, ref PublishedMessage message)
    {
        if (message.BodyLength >= SharedMessage.Threshold)
        {
            Turn.Publishes.Share(ref message, virtualHost.Resources.Memory);
        }

        if (route.MayReject && (_isConfirming || _transaction is not null))
        {
            Turn.Publishes.Expect(this, _published);
        }
        else if (_isConfirming)
        {
            message.Flags |= EntryFlags.Accepted;
        }

        Turn.Publishes.Add(route, message);
        if (Turn.Publishes.IsFull)
        {
            Turn.Work();
        }
    }

    private void Count(Exchange? exchange, int queues)
    {
        _stats.Published++;
        Turn.Run.Add(exchange, queues);
    }

    /// <summary>basic.return: nothing takes a mandatory message.</summary>
    private void Return(in MessageOctets message)
    {
        _stats.Returned++;
        lock (Output.Gate)
        {
            FrameWriter.WriteMethod(Output, Number, new BasicReturn
            {
                ReplyCode = ReplyCode.NoRoute,
                ReplyText = "NO_ROUTE"u8,
                Exchange = message.Exchange,
                RoutingKey = message.RoutingKey,
            });
            ContentFrames.Write(Output, Number, message.VisibleProperties, message.Body);
            Turn.OweFlush(Output);
        }
    }

    /// <summary>Looks at properties that are not those of the message before. False: reply-to names the pseudo-queue of direct replies.</summary>
    private bool CheckProperties(ReadOnlySpan<byte> octets, ref PublishedMessage message)
    {
        BasicPropertiesView properties = new(octets);
        properties.Validate();
        if (properties.HasUserId && !properties.UserId.Octets.SequenceEqual(connection.UserNameOctets))
        {
            throw Refusal.Channel(
                ReplyCode.PreconditionFailed,
                $"user_id property set to '{properties.UserId.ToString()}' but authenticated user was '{connection.UserName}'",
                MethodId.BasicPublish);
        }

        if (properties.HasReplyTo && DirectReply.IsPseudoQueue(properties.ReplyTo.Octets))
        {
            return false;
        }

        if (properties.HasDeliveryMode && properties.DeliveryMode is not (DeliveryMode.Transient or DeliveryMode.Persistent))
        {
            throw Refusal.Channel(
                ReplyCode.PreconditionFailed, $"invalid message: {{delivery_mode_unknown,{(byte)properties.DeliveryMode}}}", MethodId.BasicPublish);
        }

        message.Flags = properties.DeliveryMode == DeliveryMode.Persistent ? EntryFlags.Persistent : EntryFlags.None;
        if (properties.HasHeaders)
        {
            _copies = SenderKeys.Read(properties.Headers);
        }

        if (properties.HasExpiration)
        {
            message.Flags |= EntryFlags.Expires;
            message.ExpiresAt = virtualHost.Resources.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds() + Expiration.Read(properties.Expiration);
            return true;
        }

        if (_copies is not null)
        {
            return true;
        }

        if (_knownProperties.Length != octets.Length)
        {
            _knownProperties = new byte[octets.Length];
        }

        octets.CopyTo(_knownProperties);
        _knownFlags = message.Flags;
        return true;
    }
}
