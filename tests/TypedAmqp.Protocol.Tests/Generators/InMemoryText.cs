using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace TypedAmqp.Protocol.Tests.Generators;

/// <summary>An additional file of the compilation that exists only here.</summary>
internal sealed class InMemoryText(string path, string text) : AdditionalText
{
    public override string Path => path;

    public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
}
