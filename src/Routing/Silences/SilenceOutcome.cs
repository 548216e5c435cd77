namespace Tocsin.Routing.Silences;

/// <summary>How a request about a silence ended. Reasons are also metric labels.</summary>
public enum SilenceVerdict
{
    /// <summary>Done; <see cref="SilenceOutcome.Changed"/> says what.</summary>
    Done,

    /// <summary>No silence has that id: 404.</summary>
    NotFound,

    /// <summary>The silence is not legal: 400.</summary>
    Invalid,

    /// <summary>A limit stands in the way: 400.</summary>
    Limited,
}

/// <summary>The effects of a request: what to journal and to gossip, in this order.</summary>
/// <param name="Verdict">How it ended.</param>
/// <param name="Id">The silence that is in force now; empty on error.</param>
/// <param name="Changed">The silences that changed, as they are now; none if nothing did.</param>
/// <param name="Error">Upstream's error text; empty if done.</param>
public sealed record SilenceOutcome(SilenceVerdict Verdict, string Id, IReadOnlyList<Silence> Changed, string Error)
{
    /// <summary>True if the request was carried out.</summary>
    public bool IsDone => Verdict == SilenceVerdict.Done;

    internal static SilenceOutcome Refused(SilenceVerdict verdict, string error) => new(verdict, "", [], error);
}
