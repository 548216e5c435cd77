using Tocsin.Model.Labels;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.Rules.Groups;

namespace Tocsin.Rules.Policies;

/// <summary>
/// Which alerts the result of <c>resolve_expr</c> ends: those that have all labels of one of its elements with the same
/// values. The metric's name and labels that the rule itself sets do not count, so that an expression over the same series
/// ends each alert by itself, one that sums some labels up ends all alerts of a sum, and one without labels ends all.
/// </summary>
/// <remarks>As many look-ups per alert as the elements have different names of labels: one, as a rule.</remarks>
internal sealed class ResolveMatches
{
    private readonly List<(string[] Names, HashSet<LabelSet> Elements)> _byNames = [];
    private readonly LabelSetBuilder _builder = new();

    public ResolveMatches(AlertingRule rule, IReadOnlyList<VectorSample> result)
    {
        HashSet<string> own = [LabelName.MetricName, LabelName.AlertName];
        foreach (LabelSet.Label label in rule.Labels)
        {
            own.Add(label.NameText);
        }

        foreach (VectorSample sample in result)
        {
            List<string> names = [];
            _builder.Clear();
            foreach (LabelSet.Label label in sample.Labels)
            {
                if (!own.Contains(label.NameText))
                {
                    names.Add(label.NameText);
                    _builder.Add(label.Name, label.Value);
                }
            }

            Add([.. names], _builder.Build());
        }
    }

    /// <summary>True if an element ends the alert of those labels.</summary>
    public bool Ends(LabelSet alert)
    {
        foreach ((string[] names, HashSet<LabelSet> elements) in _byNames)
        {
            _builder.Clear();
            foreach (string name in names)
            {
                if (alert[name] is { } value)
                {
                    _builder.Add(name, value);
                }
            }

            if (elements.Contains(_builder.Build()))
            {
                return true;
            }
        }

        return false;
    }

    private void Add(string[] names, LabelSet element)
    {
        foreach ((string[] known, HashSet<LabelSet> elements) in _byNames)
        {
            if (known.AsSpan().SequenceEqual(names))
            {
                elements.Add(element);
                return;
            }
        }

        _byNames.Add((names, [element]));
    }
}
