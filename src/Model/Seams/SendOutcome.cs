namespace Tocsin.Model.Seams;

/// <summary>How one attempt to send ended: exactly one of the three nested records.</summary>
public abstract record SendOutcome
{
    private SendOutcome()
    {
    }

    /// <summary>The status of the answer, HTTP or SMTP; 0 if there was none.</summary>
    public int Code { get; init; }

    /// <summary>The beginning of the answer, without secrets, at most 1 KiB; or what kept it from coming.</summary>
    public string Answer { get; init; } = "";

    /// <summary>The error of a template that failed, so that a plain message went instead; null if none did.</summary>
    public string? TemplateError { get; init; }

    /// <summary>The SHA-256 of the last request's body in hexadecimal digits; empty if nothing was sent.</summary>
    public string BodyDigest { get; init; } = "";

    /// <summary>The receiver took it.</summary>
    public sealed record Delivered : SendOutcome
    {
        /// <summary>What the next message of this group needs to know, for example the message to update.</summary>
        public IReadOnlyDictionary<string, string> ReceiverData { get; init; } = Notification.NoData;
    }

    /// <summary>It did not arrive, or nobody knows; worth another attempt.</summary>
    /// <param name="Reason">The class of the failure.</param>
    public sealed record Retry(SendFailureReason Reason) : SendOutcome
    {
        /// <summary>How long the receiver asked us to wait; null if it did not.</summary>
        public TimeSpan? After { get; init; }

        /// <summary>True if the receiver may have taken it, so that the next attempt is a repeat.</summary>
        public bool MayHaveArrived { get; init; }
    }

    /// <summary>It did not arrive, and the same message would fail again.</summary>
    /// <param name="Reason">The class of the failure.</param>
    public sealed record Rejected(SendFailureReason Reason) : SendOutcome;
}

/// <summary>The class of a failure, which is also a metric's label. Persisted: values are never reused.</summary>
public enum SendFailureReason : byte
{
    /// <summary>None of the others: <c>other</c>.</summary>
    Other = 0,

    /// <summary>The receiver refused the message, HTTP 4xx: <c>clientError</c>.</summary>
    ClientError = 1,

    /// <summary>The receiver failed, HTTP 5xx: <c>serverError</c>.</summary>
    ServerError = 2,

    /// <summary>We stopped before it was sent: <c>contextCanceled</c>.</summary>
    ContextCanceled = 3,

    /// <summary>The time of the flush ran out: <c>contextDeadlineExceeded</c>.</summary>
    ContextDeadlineExceeded = 4,

    /// <summary>The receiver did not accept our credentials: <c>authError</c>.</summary>
    AuthError = 5,

    /// <summary>The receiver asked us to slow down: <c>rateLimited</c>.</summary>
    RateLimited = 6,
}
