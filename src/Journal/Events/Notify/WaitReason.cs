namespace Tocsin.Journal.Events.Notify;

/// <summary>What a message waited for before an attempt. Persisted: values are never reused.</summary>
public enum WaitReason : byte
{
    /// <summary>It did not wait.</summary>
    None = 0,

    /// <summary>As many attempts as the integration may have were under way.</summary>
    Concurrency = 1,

    /// <summary>The receiver's rate limit in our configuration.</summary>
    RateLimit = 2,

    /// <summary>The receiver had asked for quiet.</summary>
    RetryAfter = 3,

    /// <summary>The breaker was open: the receiver had failed too often.</summary>
    Breaker = 4,
}

/// <summary>The words for <see cref="WaitReason"/>.</summary>
public static class WaitReasonText
{
    /// <summary>The label in metrics and the code in explain: <c>rateLimit</c>.</summary>
    public static string Label(this WaitReason reason) => reason switch
    {
        WaitReason.Concurrency => "concurrency",
        WaitReason.RateLimit => "rateLimit",
        WaitReason.RetryAfter => "retryAfter",
        WaitReason.Breaker => "breaker",
        _ => "none",
    };
}
