using Tocsin.Model;
using Tocsin.Model.Labels;
using Tocsin.Model.Matching;

namespace Tocsin.Routing.Silences;

/// <summary>A person's order to mute what matches for a time. Immutable; a change is a new object of the same id.</summary>
public sealed record Silence
{
    /// <summary>The id, a UUID.</summary>
    public required string Id { get; init; }

    /// <summary>It mutes what matches any of these sets; never empty, nor is a set.</summary>
    public required IReadOnlyList<MatcherSet> MatcherSets { get; init; }

    /// <summary>When it begins, inclusive.</summary>
    public required Instant StartsAt { get; init; }

    /// <summary>When it ends, exclusive.</summary>
    public required Instant EndsAt { get; init; }

    /// <summary>When it was last changed: among two versions, the later wins.</summary>
    public required Instant UpdatedAt { get; init; }

    /// <summary>When it may be forgotten: its end and the retention of the peer that changed it.</summary>
    public required Instant ExpiresAt { get; init; }

    /// <summary>Who made it; may be empty.</summary>
    public string CreatedBy { get; init; } = "";

    /// <summary>Why; may be empty.</summary>
    public string Comment { get; init; } = "";

    /// <summary>Further facts about it.</summary>
    public LabelSet Annotations { get; init; } = LabelSet.Empty;

    /// <summary>What it does at <paramref name="now"/>.</summary>
    public SilenceState StateAt(Instant now) =>
        now < StartsAt ? SilenceState.Pending : now < EndsAt ? SilenceState.Active : SilenceState.Expired;

    /// <summary>True if it concerns the labels, whatever its state.</summary>
    public bool Matches(LabelSet labels)
    {
        for (int i = 0; i < MatcherSets.Count; i++)
        {
            if (MatcherSets[i].Matches(labels))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// True if one of the sets holds every matcher of <paramref name="filter"/> as it is written, which is how the API
    /// filters silences.
    /// </summary>
    public bool HasMatchers(IReadOnlyCollection<LabelMatcher> filter) =>
        MatcherSets.Any(set => filter.All(wanted => set.Any(wanted.Equals)));
}
