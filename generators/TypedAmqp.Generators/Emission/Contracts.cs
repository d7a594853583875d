using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Emission;

/// <summary>The fields in which emitted classes hold their contracts.</summary>
internal static class Contracts
{
    /// <summary>The type of the field, as in <c>MessageContract&lt;OrderPlaced&gt;</c>.</summary>
    public static string TypeOf(MessageModel message) => $"{SourceFile.Generated}MessageContract<{message.TypeName}>";

    /// <summary>What makes the contract.</summary>
    /// <param name="message">The contract.</param>
    /// <param name="contexts">What reads and writes contracts as JSON.</param>
    public static string Create(MessageModel message, JsonContexts contexts)
    {
        string factory = SourceFile.Generated + "MessageContract.";
        string name = Literals.Quoted(message.WireName ?? "");
        string type = message.Annotated ?? message.TypeName;
        string json = message.AllowsNull ? "JsonOrNull" : "Json";
        string unwrap = $"static message => message.{Identifiers.Escape(message.Wrapped ?? "")}";
        return message.Shape switch
        {
            BodyShape.Json when contexts.For(message.TypeName) is string context => $"{factory}{json}<{type}>({name}, {context})",
            BodyShape.Json => $"{factory}{json}<{type}>({name})",
            BodyShape.Formattable => $"{factory}Text<{type}>({name})",
            BodyShape.String => $"{factory}String({name})",
            BodyShape.StringWrapper => $"{factory}Text<{type}>({name}, {unwrap}, static text => new {type}(text))",
            BodyShape.Memory => $"{factory}Raw({name})",
            BodyShape.Array => $"{factory}Raw<{type}>({name}, static message => message, static octets => octets.ToArray())",
            BodyShape.MemoryWrapper => $"{factory}Raw<{type}>({name}, {unwrap}, static octets => new {type}(octets))",
            BodyShape.ArrayWrapper => $"{factory}Raw<{type}>({name}, {unwrap}, static octets => new {type}(octets.ToArray()))",
            _ => $"{factory}Unsupported<{type}>({name}, {Literals.Quoted(Reason(message))})",
        };
    }

    /// <summary>Why a contract has no body, and what would give it one.</summary>
    public static string Reason(MessageModel message) => message.Format == MessageFormat.Text
        ? $"{message.Name} cannot be written as text: make it a string, a type around a string, or formattable and parsable as UTF-8."
        : $"{message.Name} cannot be written as octets: make it a ReadOnlyMemory<byte>, an array of octets, or a type around one of them.";
}
