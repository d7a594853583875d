using TypedAmqp.Protocol.Generators.Model;

namespace TypedAmqp.Protocol.Generators.Emission;

/// <summary>Writes the enumeration of the methods and what can be told of one by its id alone.</summary>
internal static class MethodIdEmitter
{
    public static string Emit(MethodTable table)
    {
        SourceWriter source = new();
        source.Summary("The methods of the protocol: the class id in the upper 16 bits, the method id in the lower ones, as on the wire.");
        source.Open("public enum MethodId : uint");
        foreach (MethodRow method in table.Methods)
        {
            source.Summary($"{method.FullName}: {method.Summary}");
            source.Line($"{method.TypeName} = ({method.ClassId} << 16) | {method.Number},");
            source.Line();
        }

        source.Close();
        source.Line();
        source.Summary("What can be told of a method by its id alone.");
        source.Open("public static partial class MethodIdExtensions");
        EmitSwitch(source, table.Methods, "string NameOf", static method => $"\"{method.FullName}\"", "\"\"");
        source.Line();
        EmitPredicate(source, table, "CarriesContent", static method => method.HasContent);
        source.Line();
        EmitPredicate(source, table, "AwaitsReply", static method => method.Replies.Count > 0);
        source.Line();
        EmitPredicate(source, table, "ComesFromClient", static method => (method.Sender & Sender.Client) != 0);
        source.Line();
        EmitPredicate(source, table, "ComesFromServer", static method => (method.Sender & Sender.Server) != 0);
        source.Close();
        return source.ToString();
    }

    private static void EmitSwitch(
        SourceWriter source, IEnumerable<MethodRow> methods, string declaration, Func<MethodRow, string> value, string otherwise)
    {
        source.Open($"private static {declaration}(MethodId id) => id switch");
        foreach (MethodRow method in methods)
        {
            source.Line($"MethodId.{method.TypeName} => {value(method)},");
        }

        source.Line($"_ => {otherwise},");
        source.Close("};");
    }

    private static void EmitPredicate(SourceWriter source, MethodTable table, string name, Func<MethodRow, bool> predicate) =>
        EmitSwitch(source, table.Methods.Where(predicate), "bool " + name, static _ => "true", "false");
}
