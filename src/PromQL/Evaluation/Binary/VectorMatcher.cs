using Tocsin.Model.Labels;
using Tocsin.PromQL.Annotations;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Series;

namespace Tocsin.PromQL.Evaluation.Binary;

/// <summary>Arithmetic and comparisons between two vectors: finds the pairs and computes them.</summary>
internal sealed class VectorMatcher
{
    private readonly BinaryExpr _binary;
    private readonly VectorMatching _matching;
    private readonly QueryRun _run;
    private readonly ResultLabels _labels;
    private readonly Element?[] _one;
    private readonly bool[] _matched;
    private readonly HashSet<LabelSet>?[] _results;
    private Annotation? _lastNote;

    public VectorMatcher(BinaryExpr binary, VectorMatching matching, int ordinals, QueryRun run)
    {
        (_binary, _matching, _run) = (binary, matching, run);
        _labels = new ResultLabels(binary, matching, run);
        _one = new Element?[ordinals];
        _matched = new bool[ordinals];
        _results = new HashSet<LabelSet>?[ordinals];
    }

    // The "one" side of one-to-many is the left one; for all else it is the right one.
    private bool IsSwapped => _matching.Cardinality == MatchCardinality.OneToMany;

    private bool IsOneToOne => _matching.Cardinality == MatchCardinality.OneToOne;

    public void Apply(MatchSide left, MatchSide right, int step, List<Element> output)
    {
        (bool hasLeft, bool hasRight) = (left.HasAny(step), right.HasAny(step));
        bool fills = _matching.FillLeft is not null || _matching.FillRight is not null;
        if ((!hasLeft && !hasRight) || (!(hasLeft && hasRight) && !fills))
        {
            return;
        }

        (MatchSide many, MatchSide one) = IsSwapped ? (right, left) : (left, right);
        Reset();
        IndexOne(one, step);
        for (int i = 0; i < many.Series.Count; i++)
        {
            if (!many.Series[i].Has(step))
            {
                continue;
            }

            Element element = many.At(i, step);
            int ordinal = many.OrdinalOf(i);
            if (_one[ordinal] is { } partner)
            {
                Compute(element, partner, ordinal, output);
            }
            else if (_matching.FillRight is { } fill)
            {
                var filled = new Element(many.Ordinals.Key(element.Labels), fill, null, false);
                Compute(element, filled, ordinal, output);
            }
        }

        FillMany(one, step, output);
        if (_lastNote is not null)
        {
            _run.Annotate(_lastNote);
        }
    }

    private void Reset()
    {
        _lastNote = null;
        Array.Clear(_one);
        Array.Clear(_matched);
        foreach (HashSet<LabelSet>? results in _results)
        {
            results?.Clear();
        }
    }

    private void IndexOne(MatchSide one, int step)
    {
        for (int i = 0; i < one.Series.Count; i++)
        {
            if (!one.Series[i].Has(step))
            {
                continue;
            }

            Element element = one.At(i, step);
            int ordinal = one.OrdinalOf(i);
            if (_one[ordinal] is { } first)
            {
                throw Duplicate(one.Ordinals.Key(element.Labels), first.Labels, element.Labels);
            }

            _one[ordinal] = element;
        }
    }

    // What the many side lacks is filled with one element per group.
    private void FillMany(MatchSide one, int step, List<Element> output)
    {
        if (_matching.FillLeft is not { } fill)
        {
            return;
        }

        for (int i = 0; i < one.Series.Count; i++)
        {
            int ordinal = one.OrdinalOf(i);
            if (one.Series[i].Has(step) && !(IsOneToOne ? _matched[ordinal] : _results[ordinal] is { Count: > 0 }))
            {
                Element element = one.At(i, step);
                Compute(new Element(one.Ordinals.Key(element.Labels), fill, null, false), element, ordinal, output);
            }
        }
    }

    private void Compute(Element many, Element one, int ordinal, List<Element> output)
    {
        var first = new Operand(many.Value, many.Histogram);
        var second = new Operand(one.Value, one.Histogram);
        OperatorResult result = IsSwapped
            ? ElementOperators.Apply(_binary, second, first)
            : ElementOperators.Apply(_binary, first, second);
        _lastNote = result.Note ?? _lastNote;
        if (result.IsRefused)
        {
            return;
        }

        LabelSet labels = _labels.Of(many.Labels, one.Labels);
        Claim(labels, ordinal);
        if (_binary.IsBool)
        {
            output.Add(new Element(labels, result.IsKept ? 1 : 0, null, true));
        }
        else if (result.IsKept)
        {
            output.Add(new Element(labels, result.Value, result.Histogram, false));
        }
    }

    // Two results of one group must differ, even if a filter will drop them.
    private void Claim(LabelSet labels, int ordinal)
    {
        if (!IsOneToOne)
        {
            if (!(_results[ordinal] ??= []).Add(labels))
            {
                throw QueryFailure.Execution("multiple matches for labels: grouping labels must ensure unique matches");
            }
        }
        else if (_matched[ordinal])
        {
            throw QueryFailure.Execution(
                "multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)");
        }

        _matched[ordinal] = true;
    }

    private QueryFailure Duplicate(LabelSet group, LabelSet first, LabelSet second)
    {
        string[] both = [LabelText.Of(first), LabelText.Of(second)];
        Array.Sort(both, StringComparer.Ordinal);
        string side = IsSwapped ? "left" : "right";
        return QueryFailure.Execution(
            $"found duplicate series for the match group {LabelText.Of(group)} on the {side} hand-side of the operation: "
            + $"[{both[0]}, {both[1]}];many-to-many matching not allowed: matching labels must be unique on one side");
    }
}
