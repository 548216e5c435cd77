using System.Text;
using Tocsin.Model.Matching;

namespace Tocsin.Tsdb.Index;

/// <summary>Finds the series that fulfil all of some matchers.</summary>
/// <remarks>
/// The matcher with the fewest series gives the candidates, and the others are asked about each candidate. In nearly
/// every selector that is the metric's name or something still rarer, so that cost goes with what is found and not with
/// what there is.
/// </remarks>
internal static class Selector
{
    /// <summary>The numbers of the series that match, ascending.</summary>
    public static int[] Select(ILabelIndex index, IReadOnlyList<LabelMatcher> matchers)
    {
        IReadOnlyList<int> candidates = Candidates(index, matchers, out LabelMatcher? decided);
        var found = new List<int>();
        for (int i = 0; i < candidates.Count; i++)
        {
            if (MatchesAll(index, candidates[i], matchers, decided))
            {
                found.Add(candidates[i]);
            }
        }

        return [.. found];
    }

    /// <summary>Whether one series fulfils all of some matchers.</summary>
    public static bool MatchesAll(
        ILabelIndex index, int series, IReadOnlyList<LabelMatcher> matchers, LabelMatcher? decided = null)
    {
        for (int i = 0; i < matchers.Count; i++)
        {
            if (!ReferenceEquals(matchers[i], decided) && !index.Matches(series, matchers[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static IReadOnlyList<int> Candidates(
        ILabelIndex index, IReadOnlyList<LabelMatcher> matchers, out LabelMatcher? decided)
    {
        decided = null;
        IReadOnlyList<int>? fewest = null;
        foreach (LabelMatcher matcher in matchers)
        {
            if (matcher.AcceptedValues is { } values && FindAny(index, matcher, values) is var found
                && (fewest is null || found.Count < fewest.Count))
            {
                fewest = found;
                decided = matcher;
            }
        }

        // A pattern has to be tried on every value of its label, so it comes only where nothing narrower is known.
        if (fewest is null && matchers.FirstOrDefault(m => !m.MatchesEmpty) is { } pattern)
        {
            var lists = new List<IReadOnlyList<int>>();
            index.Collect(pattern, lists);
            fewest = Union(lists);
            decided = pattern;
        }

        return fewest ?? index.All;
    }

    private static IReadOnlyList<int> FindAny(ILabelIndex index, LabelMatcher matcher, IReadOnlyList<string> values) =>
        values.Count == 1
            ? index.Find(matcher.NameUtf8, Encoding.UTF8.GetBytes(values[0]))
            : Union([.. values.Distinct(StringComparer.Ordinal)
                .Select(v => index.Find(matcher.NameUtf8, Encoding.UTF8.GetBytes(v)))]);

    // A series has one value per label, so the lists have no number in common.
    private static IReadOnlyList<int> Union(List<IReadOnlyList<int>> lists)
    {
        if (lists.Count == 1)
        {
            return lists[0];
        }

        int[] all = [.. lists.SelectMany(l => l)];
        Array.Sort(all);
        return all;
    }
}
