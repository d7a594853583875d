namespace TypedAmqp.Generated;

/// <summary>What a bus holds one of: publishers, RPC clients.</summary>
public static class BusPart
{
    private static int _count;

    /// <summary>The bus's part of a type, made when it is first asked for.</summary>
    /// <typeparam name="T">The part's type.</typeparam>
    /// <param name="bus">The bus.</param>
    /// <param name="create">Makes it.</param>
    public static T Get<T>(AmqpBus bus, Func<AmqpBus, T> create)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(bus);
        object?[] parts = bus.Parts;
        return Slot<T>.Index < parts.Length && parts[Slot<T>.Index] is { } part ? (T)part : bus.AddPart(Slot<T>.Index, create(bus));
    }

    // One index a type for the whole process: looking a part up is reading an array.
    private static class Slot<T>
    {
        public static readonly int Index = Interlocked.Increment(ref _count) - 1;
    }
}
