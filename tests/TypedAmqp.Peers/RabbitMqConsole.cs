using System.Globalization;

namespace TypedAmqp.Peers;

/// <summary>
/// Does within a running RabbitMQ what <c>rabbitmqctl</c> would have it do, by the same functions, without that program's start of seconds: a second
/// Erlang, which has the server evaluate what it is told.
/// </summary>
public sealed class RabbitMqConsole : IAsyncDisposable
{
    // Reads an expression a line; prints its number and its value.
    private const string Loop = """
        Server = list_to_atom(os:getenv("CONSOLE_SERVER")),
        Loop = fun Loop(N) ->
            case io:get_line("") of
                Line when is_list(Line) ->
                    {ok, Tokens, _} = erl_scan:string(Line),
                    {ok, Expressions} = erl_parse:parse_exprs(Tokens),
                    io:format("answer ~b ~0tp~n", [N, rpc:call(Server, erl_eval, exprs, [Expressions, []])]),
                    Loop(N + 1);
                _ -> halt()
            end
        end,
        Loop(1).
        """;

    private readonly ChildProcess _process;
    private readonly SemaphoreSlim _gate = new(1);
    private int _asked;

    private RabbitMqConsole(ChildProcess process)
    {
        _process = process;
    }

    /// <summary>Evaluates an Erlang expression in the server.</summary>
    /// <param name="expression">In one line, without the dot at its end.</param>
    /// <returns>The value as Erlang prints it; <c>{badrpc,...}</c> when that failed.</returns>
    public async Task<string> EvaluateAsync(string expression)
    {
        await _gate.WaitAsync();
        try
        {
            string start = string.Create(CultureInfo.InvariantCulture, $"answer {++_asked} ");
            await _process.WriteLineAsync($"{expression}.");
            string answer = (await _process.WaitForLineAsync(line => line.StartsWith(start, StringComparison.Ordinal)))[start.Length..];
            const string Value = "{value,";
            return answer.StartsWith(Value, StringComparison.Ordinal) ? answer[Value.Length..answer.LastIndexOf(',')] : answer;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _gate.Dispose();
    }

    internal static RabbitMqConsole Open(IReadOnlyDictionary<string, string> environment, string folder)
    {
        Dictionary<string, string> all = new(environment) { ["CONSOLE_SERVER"] = environment["RABBITMQ_NODENAME"] };
        return new RabbitMqConsole(
            ChildProcess.Start("erl", ["-noshell", "-sname", "console@localhost", "-start_epmd", "false", "-eval", Loop], all, folder));
    }
}
