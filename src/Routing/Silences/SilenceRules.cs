using Tocsin.Model;
using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.Regexes;

namespace Tocsin.Routing.Silences;

/// <summary>What a silence must be like, in upstream's words.</summary>
// Source: Alertmanager silence, validateSilence, canUpdate; api/v2, postSilencesHandler.
public static class SilenceRules
{
    /// <summary>The API's own checks of the times, made before anything else; null if they pass.</summary>
    public static string? CheckTimes(Instant startsAt, Instant endsAt, Instant now) =>
        startsAt >= endsAt ? "Failed to create silence: start time must be before end time"
        : endsAt < now ? "Failed to create silence: end time can't be in the past"
        : null;

    /// <summary>Checks a draft and compiles its matchers.</summary>
    /// <param name="draft">What is asked for.</param>
    /// <param name="startsAt">When it would begin.</param>
    /// <param name="mode">Decides which label names are legal.</param>
    /// <param name="sets">The compiled matchers; empty on error.</param>
    /// <returns>The error text, or null.</returns>
    public static string? Check(SilenceDraft draft, Instant startsAt, MatcherMode mode, out IReadOnlyList<MatcherSet> sets)
    {
        var compiled = new List<MatcherSet>(draft.MatcherSets.Count);
        sets = [];
        string? error = draft.MatcherSets.Count == 0 ? "at least one matcher set required" : null;
        for (int i = 0; i < draft.MatcherSets.Count && error is null; i++)
        {
            error = CheckSet(draft.MatcherSets[i], i, mode, compiled);
        }

        error ??= draft.EndsAt.IsZero ? "invalid zero end timestamp"
            : draft.EndsAt < startsAt ? "end time must not be before start time"
            : null;
        sets = error is null ? compiled : [];
        return error;
    }

    /// <summary>True if the change keeps history true, so that the silence may be changed in place.</summary>
    public static bool CanUpdate(Silence previous, Silence next, Instant now)
    {
        if (!previous.MatcherSets.SequenceEqual(next.MatcherSets))
        {
            return false;
        }

        return previous.StateAt(now) switch
        {
            SilenceState.Active => Second(previous.StartsAt) == Second(next.StartsAt) && next.EndsAt >= now,
            SilenceState.Pending => next.StartsAt >= now,
            _ => false,
        };
    }

    private static long Second(Instant at) => at.Ticks / TimeSpan.TicksPerSecond;

    private static string? CheckSet(IReadOnlyList<MatcherDraft> set, int index, MatcherMode mode, List<MatcherSet> compiled)
    {
        if (set.Count == 0)
        {
            return $"matcher set {index} is empty";
        }

        var matchers = new List<LabelMatcher>(set.Count);
        bool allMatchEmpty = true;
        for (int i = 0; i < set.Count; i++)
        {
            if (CheckMatcher(set[i], mode, out LabelMatcher? matcher) is { } error)
            {
                return $"invalid label matcher {i} in set {index}: {error}";
            }

            // Negative matchers are counted as if they refused the empty string, so a lone a!="x" passes, as upstream.
            allMatchEmpty &= matcher!.Op.IsPositive() && matcher.MatchesEmpty;
            matchers.Add(matcher);
        }

        compiled.Add(new MatcherSet(matchers));
        return allMatchEmpty ? $"matcher set {index}: at least one matcher must not match the empty string" : null;
    }

    private static string? CheckMatcher(MatcherDraft draft, MatcherMode mode, out LabelMatcher? matcher)
    {
        matcher = null;
        bool legalName = mode == MatcherMode.Classic ? LabelName.IsClassic(draft.Name) : LabelName.IsUtf8(draft.Name);
        if (!legalName)
        {
            return $"invalid label name {GoQuote.Quote(draft.Name)}";
        }

        if (!draft.Op.IsRegex() && !(draft.Value.Length == 0 || LabelName.IsUtf8(draft.Value)))
        {
            return $"invalid label value {GoQuote.Quote(draft.Value)}";
        }

        // Compiled once as it stands for upstream's error text, then anchored for matching.
        string? error = null;
        bool compiles = (!draft.Op.IsRegex() || Re2.TryCompile(draft.Value, Re2Anchoring.None, out _, out error))
            && LabelMatcher.TryCreate(draft.Op, draft.Name, draft.Value, out matcher, out error);
        return compiles ? null : $"invalid regular expression {GoQuote.Quote(draft.Value)}: {error}";
    }
}
