namespace TypedAmqp;

/// <summary>The word that a member of an enum becomes in a routing key. Without it the word is the member's name in lower case.</summary>
/// <param name="word">The word: not empty, without <c>.</c>, <c>*</c> and <c>#</c>.</param>
[AttributeUsage(AttributeTargets.Field)]
public sealed class WordAttribute(string word) : Attribute
{
    /// <summary>The word.</summary>
    public string Word { get; } = word;
}
