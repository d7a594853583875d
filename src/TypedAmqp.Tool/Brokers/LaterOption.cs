using System.CommandLine;

namespace TypedAmqp.Tool.Brokers;

/// <summary>Options that this version does not have yet. They are known, so that who uses one is told, and not surprised.</summary>
internal static class LaterOption
{
    private static readonly (string Name, string Instead)[] Later =
    [
        ("--config", "write the options on the command line"),
    ];

    /// <summary>One option for each, that refuses to be used.</summary>
    public static IEnumerable<Option> All()
    {
        foreach ((string name, string instead) in Later)
        {
            Option<string?> option = new(name) { Hidden = true, Arity = ArgumentArity.ZeroOrOne };
            option.Validators.Add(result => result.AddError($"{name} is not supported yet: {instead}."));
            yield return option;
        }
    }
}
