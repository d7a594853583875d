namespace TypedAmqp.Broker;

/// <summary>A message that waits for its transaction.</summary>
/// <param name="Record">Its octets, as a <see cref="MessageRecord"/> in an array of the shared pool.</param>
/// <param name="Length">Length of the record, in octets.</param>
/// <param name="Flags">What its queues have to know of it.</param>
/// <param name="Queues">Where it goes.</param>
/// <param name="Mandatory">It is to be returned when that is nowhere.</param>
internal sealed record TransactedPublish(byte[] Record, int Length, EntryFlags Flags, Queue[] Queues, bool Mandatory);
