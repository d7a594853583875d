namespace TypedAmqp.Generators.Analyzers;

/// <summary>What a fix does at the place of a diagnostic.</summary>
internal enum RemedyKind
{
    /// <summary>Takes the attribute's argument away.</summary>
    RemoveArgument,

    /// <summary>Takes the attribute away.</summary>
    RemoveAttribute,

    /// <summary>Takes the member away.</summary>
    RemoveMember,

    /// <summary>Takes the statement away.</summary>
    RemoveStatement,

    /// <summary>Sets a named argument of the attribute, or a property of the object that is created.</summary>
    Set,

    /// <summary>Writes another text.</summary>
    Replace,

    /// <summary>Writes another expression, where only a part of it is at fault.</summary>
    Rewrite,

    /// <summary>Gives an exchange another type.</summary>
    ExchangeType,

    /// <summary>Adds an attribute beside the one in question, or to the type.</summary>
    AddAttribute,

    /// <summary>Adds an attribute of the assembly to the file.</summary>
    AddAssemblyAttribute,

    /// <summary>Gives a call another argument: at the place that the remedy's name says, or by that name.</summary>
    AddArgument,

    /// <summary>Awaits the call.</summary>
    Await,
}
