using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace TypedAmqp.Server.Management;

/// <summary>The addresses of the API, and what is done there. Of several that an address fits, the first one counts.</summary>
internal sealed class RouteTable
{
    private readonly List<ApiRoute> _routes = [];

    /// <summary>What is there to be seen; null: nothing.</summary>
    public void Get(string pattern, Func<ApiRequest, object?> view) =>
        Add(HttpMethods.Get, pattern, request => ValueTask.FromResult(Answer.Of(view(request))));

    /// <summary>A question whose answer is more than a view.</summary>
    public void Ask(string pattern, Func<ApiRequest, ValueTask<Answer>> answer) => Add(HttpMethods.Get, pattern, answer);

    /// <summary>What is made with what is sent.</summary>
    public void Put<T>(string pattern, JsonTypeInfo<T> type, Func<ApiRequest, T, Answer> make)
        where T : class => Add(HttpMethods.Put, pattern, async request => make(request, await request.ReadAsync(type).ConfigureAwait(false)));

    /// <summary>What is done with what is sent.</summary>
    public void Post<T>(string pattern, JsonTypeInfo<T> type, Func<ApiRequest, T, Answer> action)
        where T : class => Add(HttpMethods.Post, pattern, async request => action(request, await request.ReadAsync(type).ConfigureAwait(false)));

    /// <summary>What takes a while.</summary>
    public void Post<T>(string pattern, JsonTypeInfo<T> type, Func<ApiRequest, T, ValueTask<Answer>> action)
        where T : class =>
        Add(
            HttpMethods.Post,
            pattern,
            async request => await action(request, await request.ReadAsync(type).ConfigureAwait(false)).ConfigureAwait(false));

    /// <summary>What is removed.</summary>
    public void Delete(string pattern, Func<ApiRequest, Answer> remove) =>
        Add(HttpMethods.Delete, pattern, request => ValueTask.FromResult(remove(request)));

    /// <summary>What is done with an address; null: nothing.</summary>
    public ApiRoute? Find(string method, string[] path) => _routes.Find(route => route.Method == method && route.IsAt(path));

    /// <summary>The methods that an address is for, as RabbitMQ lists them; empty: there is no such address.</summary>
    public string[] MethodsAt(string[] path)
    {
        string[] own = [.. _routes.Where(route => route.IsAt(path)).Select(static route => route.Method)];
        string[] readers = own.Contains(HttpMethods.Get) ? [HttpMethods.Head, HttpMethods.Get] : [];
        string[] others = [.. new[] { HttpMethods.Put, HttpMethods.Post, HttpMethods.Delete }.Where(own.Contains)];
        return own.Length == 0 ? [] : [.. readers, .. others, HttpMethods.Options];
    }

    private void Add(string method, string pattern, Func<ApiRequest, ValueTask<Answer>> answer) =>
        _routes.Add(new ApiRoute(method, pattern.Split('/'), answer));
}
