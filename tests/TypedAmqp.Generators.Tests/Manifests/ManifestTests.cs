using System.Collections;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TypedAmqp.Generators.Manifests;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Tests.Emission;

namespace TypedAmqp.Generators.Tests.Manifests;

/// <summary>What an assembly carries about its declarations, and what others read from it.</summary>
public sealed class ManifestTests
{
    [Fact]
    public void ItIsCarriedAndReadWithoutTheSource()
    {
        Compilation generated = TestCompilation.Generate(TestCompilation.Create(ShopExample.Declarations)).Compilation;
        Manifest written = Read(generated.Assembly);
        Manifest read = Read(Symbol(TestCompilation.Library("Test", ShopExample.Declarations)));
        Assert.Equal(written, read);
        Assert.Equal("shop", read.Topology);
        Assert.True(read.IsClosed);
        Assert.Equal("global::ShopTopology.JsonContext", read.JsonContext);
        Assert.Equal(["graveyard", "logs", "orders"], read.Exchanges.Select(static exchange => exchange.Name));
        Assert.Equal(["billing", "graveyard", "hello", ""], read.Queues.Select(static queue => queue.Name));
        QueueModel billing = read.Queues[0];
        Assert.Equal(
            ("global::Billing", "Billing", "public", "Test"),
            (billing.Type.FullName, billing.Type.Name, billing.Type.Accessibility, billing.Type.AssemblyName));
        Assert.Equal(["order.*.placed", "order.*.cancelled"], billing.Bindings.Single().Keys);
        Assert.Equal(["eu", "us"], read.Exchanges[2].Routes[0].Key.Parts[1].Words.Select(static word => word.Word));
        Assert.Equal(5000, read.Services.Single().TimeoutMilliseconds);
    }

    [Fact]
    public void ItDoesNotDependOnTheOrderOfFilesOrDeclarations()
    {
        const string first = "[Queue(\"q\")] [Binding<A>(\"x\")] public partial class Q;";
        const string second = "[Exchange(\"a\")] public partial class A; [Exchange(\"b\")] internal partial class B;";
        Assert.Equal(
            Emitted.Files(TestCompilation.Create(first + second))["TopologyManifest"],
            Emitted.Files(TestCompilation.Create(second).AddSyntaxTrees(TestCompilation.Parse(first, "Other.cs")))["TopologyManifest"]);
    }

    [Fact]
    public void NothingDeclaredIsNoManifest() => Assert.Empty(Emitted.Files("public class Nothing;"));

    [Fact]
    public void EveryFieldOfEveryModelIsInItAndComesBack()
    {
        Manifest manifest = (Manifest)Sample(typeof(Manifest), null, []);
        string text = ManifestText.Write(manifest);
        Assert.Equal(manifest, ManifestText.Read(text));

        // A second time: what is read is written as it was.
        Assert.Equal(text, ManifestText.Write(ManifestText.Read(text)));
    }

    [Fact]
    public void FieldsThatAreNotThereHaveTheirTypesDefault()
    {
        Manifest manifest = ManifestText.Read("""{"assembly":"A","exchanges":[{"type":"global::X"}],"unknown":{"a":[1]}}""");
        ExchangeModel exchange = Assert.Single(manifest.Exchanges);
        Assert.Equal(("", false, null), (exchange.Name, exchange.Durable, exchange.AlternateExchange));
        Assert.Null(manifest.Topology);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"exchanges\":{}}")]
    [InlineData("{\"exchanges\":[null]}")]
    [InlineData("{\"exchanges\":[{\"name\":\"a\"}]}")]
    [InlineData("{\"exchanges\":[{\"type\":1}]}")]
    [InlineData("{\"exchanges\":[{\"type\":\"global::X\",\"kind\":\"nothing\"}]}")]
    [InlineData("{\"queues\":[{\"type\":\"global::X\",\"durable\":1}]}")]
    public void AnythingElseIsSaidToBeNone(string text) => Assert.Throws<FormatException>(() => ManifestText.Read(text));

    [Theory]
    [InlineData("2", "HASH", "{}", "has format 2, and this compiler reads 1")]
    [InlineData("1", "0", "{}", "was changed after it was written")]
    [InlineData("1", "HASH", "[]", "cannot be read: The manifest has something else where a Manifest should be.")]
    public void AManifestThatCannotBeReadIsNamed(string version, string hash, string text, string problem)
    {
        hash = hash.Replace("HASH", ManifestText.Hash(text));
        CSharpCompilation library = TestCompilation.Create($"[assembly: TopologyManifest({version}, \"{hash}\", \"{text}\")]")
            .WithAssemblyName("Library");
        Compilation compilation = TestCompilation.Create("", library.ToMetadataReference());
        ManifestReading reading = Assert.Single(ReferencedManifests.Of(compilation));
        Assert.Equal(new ManifestReading("Library", null, problem), reading);
        Assert.Empty(ReferencedManifests.Declarations(compilation).Exchanges);
    }

    [Fact]
    public void AnExchangeIsAsItsOwnAssemblySays()
    {
        MetadataReference contracts = TestCompilation.Library("Contracts", "[Exchange(\"a\")] public partial class A;");
        MetadataReference service = TestCompilation.Library("Aaa", "[Queue(\"q\")] [Binding<A>(\"x\")] public partial class Q;", contracts);
        DeclarationSet set = ReferencedManifests.Declarations(TestCompilation.Create("", service, contracts));
        Assert.Equal("Contracts", Assert.Single(set.Exchanges).Type.AssemblyName);
        Assert.Equal("Aaa", Assert.Single(set.Queues).Type.AssemblyName);

        // Without the assembly that declares it there is what the other says of it.
        Assert.Equal("Contracts", Assert.Single(ReferencedManifests.Declarations(TestCompilation.Create("", service)).Exchanges).Type.AssemblyName);
    }

    [Fact]
    public void ItIsReadOncePerAssembly()
    {
        MetadataReference contracts = TestCompilation.Library("Contracts", "[Exchange(\"a\")] public partial class A;");
        CSharpCompilation compilation = TestCompilation.Create("", contracts);
        CSharpCompilation edited = compilation.AddSyntaxTrees(TestCompilation.Parse("class New;", "New.cs"));
        Assert.Same(ReferencedManifests.Of(compilation)[0], ReferencedManifests.Of(edited)[0]);
    }

    private static Manifest Read(IAssemblySymbol assembly)
    {
        ManifestReading? reading = ReferencedManifests.Read(assembly);
        Assert.Null(reading?.Problem);
        return reading!.Manifest!;
    }

    private static IAssemblySymbol Symbol(MetadataReference library) =>
        (IAssemblySymbol)TestCompilation.Create("", library).GetAssemblyOrModuleSymbol(library)!;

    /// <summary>A value of the type in which no field has its default, nor the value of another.</summary>
    private static object Sample(Type type, string? field, Stack<int> depth)
    {
        if (Nullable.GetUnderlyingType(type) is Type underlying)
        {
            return Sample(underlying, field, depth);
        }

        if (type == typeof(TypeModel))
        {
            return new TypeModel("global::N.T" + depth.Count, "N", "T" + depth.Count, "internal", default, "Other", IsExtensible: true);
        }

        if (type.IsEnum)
        {
            return Enum.GetValues(type).GetValue(1)!;
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(EquatableArray<>))
        {
            Array items = Array.CreateInstance(type.GetGenericArguments()[0], 2);
            items.SetValue(Sample(type.GetGenericArguments()[0], field + "1", depth), 0);
            items.SetValue(Sample(type.GetGenericArguments()[0], field + "2", depth), 1);
            return Activator.CreateInstance(type, (IEnumerable)items)!;
        }

        return type switch
        {
            _ when type == typeof(string) => field + "!",
            _ when type == typeof(bool) => true,
            _ when type == typeof(int) => field!.Length,
            _ when type == typeof(long) => long.MinValue + field!.Length,
            _ => Record(type, depth),
        };
    }

    private static object Record(Type type, Stack<int> depth)
    {
        depth.Push(0);
        ConstructorInfo constructor = type.GetConstructors().MaxBy(static constructor => constructor.GetParameters().Length)!;
        object model = constructor.Invoke([.. constructor.GetParameters().Select(parameter =>
            LeftOut(type, parameter) ? null : Sample(parameter.ParameterType, parameter.Name, depth))]);
        foreach (PropertyInfo property in type.GetProperties()
            .Where(property => property.CanWrite && constructor.GetParameters().All(parameter => parameter.Name != property.Name)))
        {
            property.SetValue(model, Sample(property.PropertyType, property.Name, depth));
        }

        depth.Pop();
        return model;
    }

    // What only the source and the emitted code of the own assembly need.
    private static bool LeftOut(Type type, ParameterInfo parameter) =>
        (type == typeof(KeyPart) && parameter.Name is "Start" or "Length") || (type == typeof(QueueModel) && parameter.Name == "Exchanges");
}
