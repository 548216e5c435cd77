using Tocsin.Model.Matching;

namespace Tocsin.Tsdb.Index;

/// <summary>
/// Remembers which series fulfil which matchers. Rules ask the same questions every few seconds; a new series is tested
/// once against each question instead of each question being asked anew of all series.
/// </summary>
/// <remarks>Thread-safe. Numbers of series that are gone stay until <see cref="Clear"/>.</remarks>
internal sealed class SelectionCache
{
    /// <summary>How many questions are remembered; beyond it the cache starts anew.</summary>
    public const int QuestionsMax = 4096;

    private readonly Lock _lock = new();
    private readonly Dictionary<MatcherSet, Answer> _answers = [];

    /// <summary>The numbers of the series that match, ascending.</summary>
    /// <param name="index">Does not change during the call.</param>
    /// <param name="matchers">The question.</param>
    /// <param name="last">The number of the newest series.</param>
    public int[] Get(ILabelIndex index, IReadOnlyList<LabelMatcher> matchers, int last)
    {
        MatcherSet question = matchers as MatcherSet ?? new MatcherSet(matchers);
        Answer? known;
        lock (_lock)
        {
            known = _answers.GetValueOrDefault(question);
        }

        if (known is not null && known.Through == last)
        {
            return known.Series;
        }

        int[] found = known is null ? Selector.Select(index, matchers) : Extend(index, known, matchers, last);
        lock (_lock)
        {
            if (_answers.Count >= QuestionsMax)
            {
                _answers.Clear();
            }

            _answers[question] = new Answer(found, last);
        }

        return found;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _answers.Clear();
        }
    }

    private static int[] Extend(ILabelIndex index, Answer known, IReadOnlyList<LabelMatcher> matchers, int last)
    {
        var more = new List<int>();
        for (int series = known.Through + 1; series <= last; series++)
        {
            if (Selector.MatchesAll(index, series, matchers))
            {
                more.Add(series);
            }
        }

        return more.Count == 0 ? known.Series : [.. known.Series, .. more];
    }

    private sealed record Answer(int[] Series, int Through);
}
