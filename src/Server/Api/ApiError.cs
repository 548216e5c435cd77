namespace Tocsin.Server.Api;

/// <summary>Why a request is refused. With a <see cref="Code"/> the body is an object, without one a JSON string.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">Upstream's own code (601 wrong type, 602 missing, or the status), or null.</param>
/// <param name="Message">What is wrong, in upstream's words where it has some.</param>
public sealed record ApiError(int Status, int? Code, string Message)
{
    /// <summary>400 with a JSON string, for what upstream's handlers find.</summary>
    public static ApiError BadRequest(string message) => new(400, null, message);

    /// <summary>400 with an object, for a body that is not the JSON it should be.</summary>
    public static ApiError Malformed(string what, string because) =>
        new(400, 400, $"parsing {what} body from \"\" failed, because {because}");

    /// <summary>422 for a field that must be there.</summary>
    public static ApiError Missing(string field) => new(422, 602, $"{field} in body is required");

    /// <summary>422 for a field that is not of its type.</summary>
    public static ApiError WrongType(string field, string where, string type, string value) =>
        new(422, 601, $"{field} in {where} must be of type {type}: {Model.Labels.GoQuote.Quote(value)}");
}
