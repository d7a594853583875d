namespace TypedAmqp.Protocol;

/// <summary>A method of the protocol: its arguments as values, and as octets.</summary>
/// <typeparam name="TSelf">The method itself.</typeparam>
public interface IMethod<TSelf>
    where TSelf : struct, IMethod<TSelf>, allows ref struct
{
    /// <summary>Which method it is.</summary>
    static abstract MethodId Id { get; }

    /// <summary>The octets that the arguments take, without the method's id.</summary>
    int Size { get; }

    /// <summary>Reads the arguments; strings and tables remain views over these octets.</summary>
    /// <param name="octets">The payload of the frame after the method's id.</param>
    /// <exception cref="AmqpConnectionException">There are too few octets, too many, or a name is not UTF-8 (501).</exception>
    static abstract TSelf Read(ReadOnlySpan<byte> octets);

    /// <summary>Writes the arguments: <see cref="Size"/> octets.</summary>
    void Write(ref ArgumentWriter writer);
}
