namespace Tocsin.Model.Seams;

/// <summary>Whom a message stands in for, and why. Immutable; holds no secret.</summary>
/// <param name="Receiver">The receiver that could not be told.</param>
/// <param name="Integration">Which of its integrations: <c>webhook[0]</c>.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record FallbackFor(string Receiver, string Integration, string Reason)
{
    /// <summary>What the message says: <c>fallback from chat (webhook[0]): 503 busy</c>.</summary>
    public string Text => $"fallback from {Receiver} ({Integration}): {Reason}";
}
