using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Series;
using Tocsin.Regexes;

namespace Tocsin.PromQL.Functions.Information;

/// <summary>Which info series <c>info</c> takes, and which labels of them.</summary>
internal sealed class InfoSelector
{
    private static readonly string[] Identifying = ["instance", "job"];

    private readonly List<LabelMatcher> _names;
    private readonly List<LabelMatcher> _data;

    /// <summary>Takes the second argument apart; without one, all labels of <c>target_info</c> are wanted.</summary>
    public InfoSelector(VectorSelector? selector)
    {
        IEnumerable<LabelMatcher> all = selector is null ? [] : selector.Matchers;
        _data = [.. all.Where(m => m.Name != LabelName.MetricName)];
        _names = WithDefault([.. all.Where(m => m.Name == LabelName.MetricName)]);
    }

    /// <summary>What info series must match.</summary>
    public IEnumerable<LabelMatcher> Matchers => _data.Concat(_names);

    /// <summary>True if a series without info series stays as it is; else it goes.</summary>
    public bool AllowsNone => _data.TrueForAll(m => m.MatchesEmpty);

    /// <summary>True if the series is an info series itself, to which nothing is added.</summary>
    public bool IsInfo(LabelSet labels) => _names.TrueForAll(m => m.Matches(labels));

    /// <summary>True if a label of info series is wanted.</summary>
    public bool Wants(string label) => _data.Count == 0 || _data.Exists(m => m.Name == label);

    /// <summary>What restricts info series to the targets of some series; null if these name no target.</summary>
    public static List<LabelMatcher>? Targets(List<StepSeries> series)
    {
        List<LabelMatcher> matchers = [];
        foreach (string label in Identifying)
        {
            string[] values = [.. series.Select(s => s.Labels[label] ?? "").Where(v => v.Length > 0).Distinct()];
            if (values.Length > 0)
            {
                matchers.Add(LabelMatcher.Create(MatchOp.Regex, label, string.Join('|', values.Select(Re2.Escape))));
            }
        }

        return matchers.Count == 0 ? null : matchers;
    }

    private static List<LabelMatcher> WithDefault(List<LabelMatcher> names)
    {
        if (names.Exists(m => m.Op.IsPositive()))
        {
            return names;
        }

        LabelMatcher usual = names.Count == 0
            ? LabelMatcher.Create(MatchOp.Equal, LabelName.MetricName, "target_info")
            : LabelMatcher.Create(MatchOp.Regex, LabelName.MetricName, ".+_info");
        return [usual, .. names];
    }
}
