namespace TypedAmqp;

/// <summary>
/// A call that the server could not do. Thrown by an implementation of a service, it reaches the caller with code and text; what else an
/// implementation throws arrives as <see cref="InternalCode"/>, without its text.
/// </summary>
/// <param name="code">What is wrong, for programs: a word or two, as <c>out-of-stock</c>.</param>
/// <param name="text">What is wrong, for people.</param>
public class RpcFaultException(string code, string text) : Exception(text)
{
    /// <summary>The code of a fault that the server does not explain.</summary>
    public const string InternalCode = "internal";

    /// <summary>The code of a fault because the request could not be read.</summary>
    public const string UndecodableCode = "undecodable";

    /// <summary>The code of a fault because the service has no such method.</summary>
    public const string UnknownMethodCode = "unknown-method";

    /// <summary>What is wrong, for programs.</summary>
    public string Code { get; } = code;
}
