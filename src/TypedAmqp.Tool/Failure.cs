namespace TypedAmqp.Tool;

/// <summary>How a command that cannot do its work ends: with one sentence on standard error, and an exit code that is not zero.</summary>
internal static class Failure
{
    /// <summary>Says what is wrong.</summary>
    /// <returns>The exit code.</returns>
    public static int Report(string sentence)
    {
        Console.Error.WriteLine($"typedamqp: {sentence}");
        return 1;
    }

    /// <summary>Runs a command, and says what was wrong with what it was given.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> ReportedAsync(Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (InvalidDataException fault)
        {
            return Report(fault.Message);
        }
    }
}
