namespace Tocsin.Server.Otlp;

/// <summary>What became of a request. Immutable.</summary>
internal abstract record OtlpAnswer
{
    private OtlpAnswer()
    {
    }

    /// <summary>Everything was taken.</summary>
    public static OtlpAnswer All { get; } = new Accepted(0, "");

    /// <summary>It was taken, all of it or in part; the sender must not send it again.</summary>
    /// <param name="Rejected">How many items were refused.</param>
    /// <param name="Message">Why, or a warning; empty if there is nothing to say.</param>
    public sealed record Accepted(long Rejected, string Message) : OtlpAnswer;

    /// <summary>Nothing was taken, and it would be the same the next time.</summary>
    /// <param name="Fault">Why.</param>
    /// <param name="Message">What is wrong, for whoever reads the sender's log.</param>
    public sealed record BadData(string Message, OtlpFault Fault = OtlpFault.Invalid) : OtlpAnswer;

    /// <summary>Nothing was taken now; the sender may try again.</summary>
    /// <param name="After">After this time.</param>
    /// <param name="Message">What holds it up.</param>
    public sealed record TryLater(TimeSpan After, string Message) : OtlpAnswer;
}

/// <summary>Why a request cannot be taken at all. Also a metric's label: values are never reused.</summary>
internal enum OtlpFault
{
    /// <summary>It is no such message.</summary>
    Invalid = 0,

    /// <summary>It is larger than is taken.</summary>
    TooLarge = 1,

    /// <summary>It is written or packed in a way that is not understood.</summary>
    Unsupported = 2,
}
