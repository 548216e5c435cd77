using Tocsin.Journal.Events.Rules;

namespace Tocsin.Rules.Managed;

/// <summary>How an edit ended.</summary>
public enum EditVerdict
{
    /// <summary>It is in force.</summary>
    Done,

    /// <summary>The group is that already; nothing happened.</summary>
    Unchanged,

    /// <summary>There is no such group.</summary>
    NotFound,

    /// <summary>Another version is in force than the one that was expected.</summary>
    Conflict,

    /// <summary>A limit or a rule file is in the way.</summary>
    Refused,
}

/// <summary>How an edit ended, and what it came to.</summary>
/// <param name="Verdict">How.</param>
/// <param name="Version">The version in force now; 0 for none.</param>
/// <param name="Reason">Why not; empty if it is done.</param>
public sealed record EditOutcome(EditVerdict Verdict, long Version, string Reason = "")
{
    /// <summary>What is to be written down; null for nothing.</summary>
    public RuleGroupEdited? Event { get; init; }
}
