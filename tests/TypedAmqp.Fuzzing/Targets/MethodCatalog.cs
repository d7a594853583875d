using System.Reflection;
using TypedAmqp.Protocol;

namespace TypedAmqp.Fuzzing.Targets;

/// <summary>Every method of the protocol, found by reflection, so that none is forgotten.</summary>
internal static class MethodCatalog
{
    /// <summary>Reads arguments and writes them again.</summary>
    public delegate byte[] Rewrite(ReadOnlySpan<byte> arguments);

    private delegate KeyValuePair<MethodId, Rewrite> MakeEntry();

    /// <summary>All methods that the wire has a struct for.</summary>
    public static IReadOnlyDictionary<MethodId, Rewrite> All { get; } = new Dictionary<MethodId, Rewrite>(
        typeof(MethodId).Assembly.GetTypes().Where(IsMethod).Select(static type => EntryOf(type)()));

    private static bool IsMethod(Type type) =>
        type.GetInterfaces().Any(static face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IMethod<>));

    private static MakeEntry EntryOf(Type type) =>
        typeof(MethodCatalog).GetMethod(nameof(Entry), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type)
            .CreateDelegate<MakeEntry>();

    private static KeyValuePair<MethodId, Rewrite> Entry<T>()
        where T : struct, IMethod<T>, allows ref struct => new(T.Id, RewriteAs<T>);

    private static byte[] RewriteAs<T>(ReadOnlySpan<byte> arguments)
        where T : struct, IMethod<T>, allows ref struct
    {
        T method = T.Read(arguments);
        byte[] octets = new byte[method.Size];
        ArgumentWriter writer = new(octets);
        method.Write(ref writer);
        return writer.Remaining == 0 ? octets : throw new FuzzFailureException($"{T.Id.Name} wrote fewer octets than its size.");
    }
}
