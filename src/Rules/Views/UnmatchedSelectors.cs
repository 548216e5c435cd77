using System.Runtime.CompilerServices;
using Tocsin.Model.Matching;
using Tocsin.Model.Seams;
using Tocsin.PromQL.Ast;
using Tocsin.Rules.Groups;

namespace Tocsin.Rules.Views;

/// <summary>
/// Finds the selectors of rules that match no series in the whole store: a rule with such a one was never of use, or no
/// longer is. What matched once is not looked up again.
/// </summary>
/// <remarks>
/// Thread-safe; may read from disk. Selectors that <c>absent</c> asks for are meant to match nothing now and then, and
/// <c>ALERTS</c> is there only while something fires: neither is told.
/// </remarks>
public sealed class UnmatchedSelectors(ISeriesReader reader)
{
    private readonly ConditionalWeakTable<RuleModel, Selector[]> _selectors = [];
    private readonly HashSet<string> _matched = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>The selectors of each rule that match nothing, without offset and range; most rules have none.</summary>
    public IReadOnlyDictionary<RuleModel, IReadOnlyList<string>> Find(
        IEnumerable<RuleModel> rules, CancellationToken cancellation)
    {
        var found = new Dictionary<RuleModel, IReadOnlyList<string>>(ReferenceEqualityComparer.Instance);
        using var lookups = new Lookups(reader, cancellation);
        lock (_gate)
        {
            foreach (RuleModel rule in rules)
            {
                string[] unmatched =
                [
                    .. _selectors.GetValue(rule, SelectorsOf)
                        .Where(selector => !_matched.Contains(selector.Text) && !IsMatched(selector, lookups))
                        .Select(selector => selector.Text),
                ];
                if (unmatched.Length > 0)
                {
                    found.Add(rule, unmatched);
                }
            }
        }

        return found;
    }

    /// <summary>The same of groups; those whose series are in a backend are left out.</summary>
    public IReadOnlyDictionary<RuleModel, IReadOnlyList<string>> Find(
        IEnumerable<RuleGroupView> groups, CancellationToken cancellation) => Find(
        groups.Where(group => group.Model.Backend.Length == 0).SelectMany(group => group.Rules).Select(rule => rule.Model),
        cancellation);

    private bool IsMatched(Selector selector, Lookups lookups)
    {
        if (!lookups.HasAny(selector))
        {
            return false;
        }

        _matched.Add(selector.Text);
        return true;
    }

    private static Selector[] SelectorsOf(RuleModel rule)
    {
        var selectors = new Dictionary<string, Selector>(StringComparer.Ordinal);
        Walk(rule.Expr, selectors);
        if (rule is AlertingRule { Resolve: { } resolve })
        {
            Walk(resolve, selectors);
        }

        return [.. selectors.Values];
    }

    private static void Walk(Expr expression, Dictionary<string, Selector> into)
    {
        switch (expression)
        {
            case CallExpr { Function.Name: "absent" or "absent_over_time" }:
            case VectorSelector { Name: "ALERTS" or "ALERTS_FOR_STATE" }:
                return;
            case VectorSelector selector:
                var plain = new VectorSelector(default, selector.Name, selector.Matchers);
                var found = new Selector(plain.ToString(), selector.Matchers);
                into.TryAdd(found.Text, found);
                return;
        }

        foreach (Expr child in expression.Children())
        {
            Walk(child, into);
        }
    }

    private sealed record Selector(string Text, ValueList<LabelMatcher> Matchers);

    /// <summary>Look-ups over one view, which is opened only if there is one; each selector is looked up once.</summary>
    private sealed class Lookups(ISeriesReader reader, CancellationToken cancellation) : IDisposable
    {
        private readonly HashSet<string> _unmatched = new(StringComparer.Ordinal);
        private ISeriesView? _view;

        public bool HasAny(Selector selector)
        {
            if (_unmatched.Contains(selector.Text))
            {
                return false;
            }

            _view ??= reader.OpenView();
            var query = new SeriesQuery { Matchers = selector.Matchers, FromMs = 0, ToMs = long.MaxValue };
            bool hasAny = _view.Select(query, cancellation).Count > 0;
            if (!hasAny)
            {
                _unmatched.Add(selector.Text);
            }

            return hasAny;
        }

        public void Dispose() => _view?.Dispose();
    }
}
