using Microsoft.AspNetCore.Http;

namespace TypedAmqp.Server.Management;

/// <summary>What a request is answered with.</summary>
/// <param name="Status">The status of HTTP.</param>
/// <param name="Body">What is written as JSON; null: nothing.</param>
internal readonly record struct Answer(int Status, object? Body = null)
{
    /// <summary>Done, with nothing to say.</summary>
    public static Answer Done { get; } = new(StatusCodes.Status204NoContent);

    /// <summary>There is no such thing.</summary>
    public static Answer NotFound { get; } = new(StatusCodes.Status404NotFound, new ErrorView("Object Not Found", "Not Found"));

    /// <summary>Where what was made can be found.</summary>
    public string? Location { get; init; }

    /// <summary>The methods that its address is for.</summary>
    public string? Allow { get; init; }

    /// <summary>Done, or there was nothing to do it with.</summary>
    public static Answer DoneIf(bool wasThere) => wasThere ? Done : NotFound;

    /// <summary>It was made now, or was there already.</summary>
    public static Answer Made(bool isNew) => isNew ? new(StatusCodes.Status201Created) : Done;

    /// <summary>The value, or that there is none.</summary>
    public static Answer Of(object? value) => value is null ? NotFound : new(StatusCodes.Status200OK, value);

    /// <summary>The request cannot be done.</summary>
    public static Answer Refused(string reason, string error = "bad_request") => new(StatusCodes.Status400BadRequest, new ErrorView(error, reason));
}
