namespace TypedAmqp;

/// <summary>An attribute that declares something on the broker, and knows where in the source it is written.</summary>
internal interface IPlacedDeclaration
{
    /// <summary>The file that it is written in, as the compiler was told (<c>PathMap</c>); empty where it was not compiled from source.</summary>
    string SourceFile { get; }

    /// <summary>The line.</summary>
    int SourceLine { get; }
}
