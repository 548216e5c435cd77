namespace Tocsin.Notify.Integrations.Email;

/// <summary>What a mail server answered.</summary>
/// <param name="Code">Three digits: 2xx done, 3xx go on, 4xx not now, 5xx no.</param>
/// <param name="Lines">The texts behind the code, line by line.</param>
internal sealed record SmtpReply(int Code, IReadOnlyList<string> Lines)
{
    public bool IsPositive => Code is >= 200 and < 400;

    public bool IsTransient => Code is >= 400 and < 500;

    public override string ToString() => $"{Code} {string.Join(' ', Lines)}".TrimEnd();
}

/// <summary>The server refused a step.</summary>
/// <remarks>Holds no secret: replies come without the credentials of the login, and commands are not quoted.</remarks>
internal sealed class SmtpRefusedException : Exception
{
    public SmtpRefusedException()
    {
    }

    public SmtpRefusedException(string message)
        : base(message)
    {
    }

    public SmtpRefusedException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public SmtpRefusedException(string step, SmtpReply reply)
        : base($"{step}: {reply}") => Reply = reply;

    /// <summary>The answer; null if the server lacks what the configuration demands.</summary>
    public SmtpReply? Reply { get; }

    /// <summary>True if it was our credentials that were refused.</summary>
    public bool IsAuthentication { get; init; }

    /// <summary>True if the same would happen again however often.</summary>
    public bool IsPermanent => Reply is { IsTransient: false };
}
