namespace Tocsin.Tool.Amtool;

/// <summary>An operation of the API, for asking and for naming it in errors.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path below the API's root, with placeholders.</param>
/// <param name="Name">The operation's name in the API's description.</param>
internal sealed record ApiOperation(HttpMethod Method, string Path, string Name)
{
    public static ApiOperation GetAlerts { get; } = new(HttpMethod.Get, "/alerts", "getAlerts") { Errors = [400, 500] };

    public static ApiOperation PostAlerts { get; } =
        new(HttpMethod.Post, "/alerts", "postAlerts") { Errors = [400, 500] };

    public static ApiOperation GetSilences { get; } =
        new(HttpMethod.Get, "/silences", "getSilences") { Errors = [400, 500] };

    public static ApiOperation PostSilences { get; } =
        new(HttpMethod.Post, "/silences", "postSilences") { Errors = [400, 404] };

    public static ApiOperation GetSilence { get; } =
        new(HttpMethod.Get, "/silence/{silenceID}", "getSilence") { Errors = [404, 500] };

    public static ApiOperation DeleteSilence { get; } =
        new(HttpMethod.Delete, "/silence/{silenceID}", "deleteSilence") { Errors = [404, 500] };

    public static ApiOperation GetStatus { get; } = new(HttpMethod.Get, "/status", "getStatus");

    public static ApiOperation GetReceivers { get; } = new(HttpMethod.Get, "/receivers", "getReceivers");

    public static ApiOperation Explain { get; } = new(HttpMethod.Get, "/alerts/{fingerprint}/explain", "explainAlert");

    public static ApiOperation History { get; } = new(HttpMethod.Get, "/history", "getHistory");

    public static ApiOperation Notifications { get; } = new(HttpMethod.Get, "/notifications", "getNotifications");

    public static ApiOperation TestReceiver { get; } = new(HttpMethod.Post, "/receivers/{name}/test", "testReceiver")
    {
        Errors = [400, 404],
    };

    /// <summary>The statuses that the API's description names.</summary>
    public IReadOnlyList<int> Errors { get; init; } = [];

    /// <summary>An error answer in words.</summary>
    // Source: the client that go-openapi generates, whose texts people search for; where it prints an empty object for
    // an answer that the description does not name, the answer itself is more use.
    public string Describe(int status, string body)
    {
        string content = body.Trim();
        if (!Errors.Contains(status))
        {
            return $"[{Method} {Path}] {Name} (status {status}): {(content.Length == 0 ? "{}" : content)}";
        }

        string kind = status switch
        {
            400 => "BadRequest",
            404 => "NotFound",
            _ => "InternalServerError",
        };
        return $"[{Method} {Path}][{status}] {Name}{kind} {content}".TrimEnd();
    }
}
