using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Routing;

/// <summary>A contract on its way.</summary>
/// <param name="Message">The contract.</param>
/// <param name="Key">The template of the key it travels under.</param>
/// <param name="Path">Where it has been, as people read it.</param>
internal sealed record Parcel(MessageModel Message, KeyTemplate Key, string Path)
{
    public Parcel Over(string label, string target) => this with { Path = Path + (label.Length == 0 ? " --> " : " --" + label + "--> ") + target };
}
