namespace TypedAmqp.Server.Management;

/// <summary>What is done at an address of the API.</summary>
/// <param name="Method">The method of HTTP.</param>
/// <param name="Pattern">The parts of the address; <c>*</c> stands for a name.</param>
/// <param name="AnswerAsync">Does it.</param>
internal sealed record ApiRoute(string Method, string[] Pattern, Func<ApiRequest, ValueTask<Answer>> AnswerAsync)
{
    private const string Name = "*";

    /// <summary>Whether an address is one of its.</summary>
    public bool IsAt(string[] path)
    {
        if (path.Length != Pattern.Length)
        {
            return false;
        }

        for (int i = 0; i < path.Length; i++)
        {
            if (Pattern[i] != Name && Pattern[i] != path[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The names in an address of its.</summary>
    public string[] NamesIn(string[] path) => [.. path.Where((_, i) => Pattern[i] == Name)];
}
