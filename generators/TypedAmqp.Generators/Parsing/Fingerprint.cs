namespace TypedAmqp.Generators.Parsing;

/// <summary>128 bits that stand for a sequence of texts: two hashes of the FNV family, over different constants.</summary>
internal readonly record struct Fingerprint(ulong First, ulong Second)
{
    public static readonly Fingerprint Empty = new(14695981039346656037, 11400714819323198485);

    public Fingerprint With(string text)
    {
        ulong first = First;
        ulong second = Second;
        foreach (char character in text)
        {
            first = unchecked((first ^ character) * 1099511628211);
            second = unchecked((second ^ character) * 6364136223846793005);
        }

        // Between two texts: none of them has this.
        return new Fingerprint(unchecked((first ^ 0x1_0000) * 1099511628211), unchecked((second ^ 0x1_0000) * 6364136223846793005));
    }

    public Fingerprint With(Fingerprint other) => With(other.First).With(other.Second);

    public Fingerprint With(ulong number) =>
        new(unchecked((First ^ number) * 1099511628211), unchecked((Second ^ number ^ (number >> 32)) * 6364136223846793005));
}
