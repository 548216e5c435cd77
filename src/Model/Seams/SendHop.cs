namespace Tocsin.Model.Seams;

/// <summary>One exchange with another machine, or one run of a program, within an attempt. Immutable; holds no secret.</summary>
public sealed record SendHop
{
    /// <summary>What was done with whom, without path, query or credentials: <c>POST https://hooks.slack.com</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The status of the answer; 0 if there was none.</summary>
    public int Code { get; init; }

    /// <summary>The beginning of the answer, without secrets; or what kept it from coming.</summary>
    public string Answer { get; init; } = "";

    /// <summary>From the first byte out to the last byte in.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>How many bytes the request's body has.</summary>
    public int BodyBytes { get; init; }

    /// <summary>The SHA-256 of the request's body in lower hexadecimal digits; empty if there was no body.</summary>
    public string BodyDigest { get; init; } = "";
}
