namespace Tocsin.Notify.Rehearsals;

/// <summary>A request as it would have gone out, its secrets hidden. Immutable.</summary>
public sealed record RecordedRequest
{
    /// <summary>The method; <c>SMTP</c> for mail, <c>EXEC</c> for the run of a program.</summary>
    public required string Method { get; init; }

    /// <summary>Where to; the command line of a program.</summary>
    public required string Url { get; init; }

    /// <summary>The headers in the order in which they would go, or the environment of a program; of a mail none.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>The commands before the content of a mail; of an HTTP request none.</summary>
    public IReadOnlyList<string> Commands { get; init; } = [];

    /// <summary>The body, the mail with its headers, or the input of a program; empty if there is none.</summary>
    public string Body { get; init; } = "";

    /// <summary>How many bytes the body has, with its secrets.</summary>
    public int BodyBytes { get; init; }

    /// <summary>The SHA-256 of the body with its secrets in hexadecimal digits; empty if there is none.</summary>
    public string BodyDigest { get; init; } = "";

    /// <summary>The status that was played in answer.</summary>
    public int AnswerCode { get; init; }

    /// <summary>The body that was played in answer.</summary>
    public string Answer { get; init; } = "";
}
