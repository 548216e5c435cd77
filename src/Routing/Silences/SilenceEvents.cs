using Tocsin.Journal.Events.Routing;
using Tocsin.Model;
using Tocsin.Model.Matching;

namespace Tocsin.Routing.Silences;

/// <summary>Turns silences into events and back.</summary>
internal static class SilenceEvents
{
    /// <summary>The event that holds the whole silence.</summary>
    public static SilenceChanged Of(Silence silence, Instant now) => new(now, silence.Id)
    {
        MatcherSets =
        [
            .. silence.MatcherSets.Select(IReadOnlyList<SilenceMatcher> (set) =>
                [.. set.Select(matcher => new SilenceMatcher(matcher.Name, (byte)matcher.Op, matcher.Value))]),
        ],
        StartsAt = silence.StartsAt,
        EndsAt = silence.EndsAt,
        UpdatedAt = silence.UpdatedAt,
        ExpiresAt = silence.ExpiresAt,
        CreatedBy = silence.CreatedBy,
        Comment = silence.Comment,
        Annotations = silence.Annotations,
    };

    /// <summary>
    /// The silence of an event; null if a pattern of it does not compile any more, since one bad silence must not keep
    /// the program from starting.
    /// </summary>
    public static Silence? ToSilence(SilenceChanged saved)
    {
        var sets = new List<MatcherSet>(saved.MatcherSets.Count);
        foreach (IReadOnlyList<SilenceMatcher> set in saved.MatcherSets)
        {
            var matchers = new List<LabelMatcher>(set.Count);
            foreach (SilenceMatcher one in set)
            {
                if (!LabelMatcher.TryCreate((MatchOp)one.Operator, one.Name, one.Value, out LabelMatcher? matcher, out _))
                {
                    return null;
                }

                matchers.Add(matcher);
            }

            sets.Add(new MatcherSet(matchers));
        }

        return ToSilence(saved, sets);
    }

    private static Silence ToSilence(SilenceChanged saved, List<MatcherSet> sets) => new()
    {
        Id = saved.Id,
        MatcherSets = sets,
        StartsAt = saved.StartsAt,
        EndsAt = saved.EndsAt,
        UpdatedAt = saved.UpdatedAt,
        ExpiresAt = saved.ExpiresAt,
        CreatedBy = saved.CreatedBy,
        Comment = saved.Comment,
        Annotations = saved.Annotations,
    };
}
