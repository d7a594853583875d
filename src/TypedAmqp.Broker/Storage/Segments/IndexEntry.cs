using System.Runtime.InteropServices;

namespace TypedAmqp.Broker;

/// <summary>What an index says of a live message. 16 octets, as they lie in the file.</summary>
/// <param name="Offset">Where its record begins in the segment.</param>
/// <param name="Length">Octets of the message itself, a <see cref="MessageRecord"/>.</param>
/// <param name="Queue">Number of its queue.</param>
/// <param name="Flags">The flags of its <see cref="QueueEntry"/> that are kept.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct IndexEntry(int Offset, int Length, int Queue, EntryFlags Flags);
