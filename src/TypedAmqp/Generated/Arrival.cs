using TypedAmqp.Consuming;

namespace TypedAmqp.Generated;

/// <summary>Finds the contract of a delivery, for the emitted dispatch.</summary>
public static class Arrival
{
    /// <summary>The message property <c>type</c> in UTF-8; empty when there is none.</summary>
    /// <param name="message">The delivery.</param>
    public static ReadOnlySpan<byte> TypeOf(scoped in ReceivedMessage message) => message.Properties.Type.Octets;

    /// <summary>The contract whose keys alone match the delivery's.</summary>
    /// <param name="contracts">The templates of each contract.</param>
    /// <param name="message">The delivery.</param>
    /// <returns>The contract's index; -1 when none matches, or more than one.</returns>
    public static int OnlyMatch(KeyTemplate[][] contracts, in ReceivedMessage message)
    {
        ArgumentNullException.ThrowIfNull(contracts);
        ReadOnlySpan<byte> key = message.RoutingKeyOctets;
        int only = -1;
        for (int index = 0; index < contracts.Length; index++)
        {
            foreach (KeyTemplate template in contracts[index])
            {
                if (!template.Matches(key))
                {
                    continue;
                }

                if (only >= 0)
                {
                    return -1;
                }

                only = index;
                break;
            }
        }

        return only;
    }

    /// <summary>What messages whose property has this value are kept in order with.</summary>
    /// <typeparam name="T">The property's type.</typeparam>
    /// <param name="value">Its value.</param>
    public static int OrderKey<T>(T value) => value is null ? 0 : EqualityComparer<T>.Default.GetHashCode(value);

    /// <summary>Settles a delivery that is ignored: it is acknowledged, by the subscription or, where handlers settle, here.</summary>
    /// <param name="delivery">The delivery, while it is handled.</param>
    public static ValueTask IgnoreAsync(Delivery delivery) => DeliveryPump.IgnoreAsync(delivery);

    /// <summary>Settles deliveries that are ignored, as one is.</summary>
    /// <param name="deliveries">The deliveries, while they are handled.</param>
    public static async ValueTask IgnoreAsync(IEnumerable<Delivery> deliveries)
    {
        ArgumentNullException.ThrowIfNull(deliveries);
        foreach (Delivery delivery in deliveries)
        {
            await IgnoreAsync(delivery).ConfigureAwait(false);
        }
    }

    /// <summary>The exception for a delivery that is none of the contracts that can arrive.</summary>
    /// <param name="message">The delivery.</param>
    public static UndecodableMessageException Undecodable(in ReceivedMessage message)
    {
        ReadOnlySpan<byte> type = TypeOf(in message);
        return new UndecodableMessageException(type.IsEmpty
            ? $"The message has no type, and more than one contract (or none) can have its routing key '{message.RoutingKey}'."
            : $"No contract of the type '{MessageContract.Describe(type)}' can arrive here.");
    }
}
