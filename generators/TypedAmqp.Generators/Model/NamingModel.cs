namespace TypedAmqp.Generators.Model;

/// <summary>Which contracts an assembly's code can name.</summary>
/// <param name="Assembly">The assembly's name.</param>
/// <param name="Friends">The referenced assemblies that show it their internals, sorted.</param>
internal sealed record NamingModel(string Assembly, EquatableArray<string> Friends)
{
    public bool CanName(MessageModel message) => message.InternalTo is not string other || other == Assembly || Friends.Contains(other);
}
