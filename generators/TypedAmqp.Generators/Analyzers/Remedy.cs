using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TypedAmqp.Generators.Analyzers;

/// <summary>
/// A fix that a check knows of. It travels in the properties of the diagnostic, so that one code fix carries out all of them and a check needs
/// none of its own.
/// </summary>
/// <param name="Kind">What it does.</param>
/// <param name="Title">What people choose it by.</param>
/// <param name="Name">The argument that <see cref="RemedyKind.Set"/> sets.</param>
/// <param name="Text">What is written.</param>
/// <param name="Target">The type that it changes, for emitted code; empty where it changes what the diagnostic is about.</param>
internal sealed record Remedy(RemedyKind Kind, string Title, string Name = "", string Text = "", string Target = "")
{
    /// <summary>Marks the descriptors of diagnostics that come with a remedy.</summary>
    public const string Tag = "Remedy";

    private const char Separator = '\u001f';

    public static Remedy RemoveArgument(string what) => new(RemedyKind.RemoveArgument, "Remove " + what);

    public static Remedy RemoveAttribute(string what) => new(RemedyKind.RemoveAttribute, "Remove " + what);

    /// <summary>Takes a key of a binding away, with the binding when it is the only one; nothing for one inside of another expression.</summary>
    /// <param name="key">The key.</param>
    /// <param name="keepBinding">Whether the binding is of use without a key.</param>
    public static Remedy[] RemoveKey(ExpressionSyntax key, bool keepBinding = false) => key.Parent switch
    {
        AttributeArgumentSyntax { Parent: AttributeArgumentListSyntax { Arguments.Count: 1 } } when !keepBinding => [RemoveAttribute("the binding")],
        AttributeArgumentSyntax => [RemoveArgument(key.ToString())],
        _ => [],
    };

    public static Remedy RemoveMember(string what) => new(RemedyKind.RemoveMember, "Remove " + what);

    public static Remedy Set(string name, string text) => new(RemedyKind.Set, "Set " + name + " = " + text, name, text);

    public static Remedy Replace(string text) => new(RemedyKind.Replace, "Change to " + text, "", text);

    /// <summary>Writes another text instead of the whole literal.</summary>
    public static Remedy Rewrite(string text) => new(RemedyKind.Rewrite, "Change to " + Quoted(text), "", Quoted(text));

    /// <summary>The properties of a diagnostic with these remedies, the best one first.</summary>
    public static ImmutableDictionary<string, string?> ToProperties(params Remedy[] remedies)
    {
        ImmutableDictionary<string, string?> properties = ImmutableDictionary<string, string?>.Empty;
        for (int index = 0; index < remedies.Length; index++)
        {
            Remedy remedy = remedies[index];
            properties = properties.Add(
                Key(index), string.Join(Separator.ToString(), remedy.Kind.ToString(), remedy.Title, remedy.Name, remedy.Text, remedy.Target));
        }

        return properties;
    }

    /// <summary>The remedies in the properties of a diagnostic.</summary>
    public static IEnumerable<Remedy> Read(ImmutableDictionary<string, string?> properties)
    {
        for (int index = 0; properties.TryGetValue(Key(index), out string? text); index++)
        {
            if (text?.Split(Separator) is [string kind, string title, string name, string written, string target]
                && Enum.TryParse(kind, out RemedyKind known))
            {
                yield return new Remedy(known, title, name, written, target);
            }
        }
    }

    private static string Quoted(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    private static string Key(int index) => Tag + index.ToString(CultureInfo.InvariantCulture);
}
