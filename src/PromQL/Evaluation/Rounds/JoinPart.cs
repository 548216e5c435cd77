using Tocsin.Model.Labels;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Binary;

namespace Tocsin.PromQL.Evaluation.Rounds;

/// <summary>Arithmetic or a comparison between two vectors.</summary>
internal sealed class JoinPart : VectorPart
{
    private readonly BinaryExpr _binary;
    private readonly VectorMatching _matching;
    private readonly VectorPart _left;
    private readonly VectorPart _right;
    private readonly bool _isSwapped;
    private JoinPlan? _plan;
    private int[] _oneOf = [];
    private bool[] _isTaken = [];

    public JoinPart(BinaryExpr binary, VectorPart left, VectorPart right)
    {
        (_binary, _left, _right) = (binary, left, right);
        _matching = binary.Matching ?? VectorMatching.Default;
        _isSwapped = _matching.Cardinality == MatchCardinality.OneToMany;
    }

    protected override void Compute(RoundContext context)
    {
        RoundVector left = _left.Value(context);
        RoundVector right = _right.Value(context);
        (RoundVector many, RoundVector one) = _isSwapped ? (right, left) : (left, right);
        if (_plan is null || !_plan.Fits(many.Frame, one.Frame))
        {
            var labels = new ResultLabels(_binary, _matching, context.Plain(null));
            _plan = new JoinPlan((many.Frame, one.Frame), new MatchOrdinals(_matching, context.Labels), labels);
            _oneOf = new int[_plan.Ordinals];
            _isTaken = new bool[_plan.Ordinals];
        }

        IndexOne(one);
        Frame frame = _plan.Output(many.Has, _oneOf);
        if (frame.HasTwins)
        {
            throw new RoundFallback();
        }

        Output.Reset(frame);
        Pair(many, one);
    }

    private void IndexOne(RoundVector one)
    {
        Array.Fill(_oneOf, -1);
        int[] ordinals = _plan!.OrdinalOfOne;
        for (int i = 0; i < ordinals.Length; i++)
        {
            if (!one.Has[i])
            {
                continue;
            }

            if (_oneOf[ordinals[i]] >= 0)
            {
                throw new RoundFallback();
            }

            _oneOf[ordinals[i]] = i;
        }
    }

    private void Pair(RoundVector many, RoundVector one)
    {
        Array.Clear(_isTaken);
        bool isOneToOne = _matching.Cardinality == MatchCardinality.OneToOne;
        bool isComparison = _binary.Op.IsComparison();
        int[] ordinals = _plan!.OrdinalOfMany;
        for (int i = 0; i < ordinals.Length; i++)
        {
            int ordinal = ordinals[i];
            if (!many.Has[i] || _oneOf[ordinal] is not (>= 0 and var partner))
            {
                continue;
            }

            if (isOneToOne && _isTaken[ordinal])
            {
                throw new RoundFallback();
            }

            _isTaken[ordinal] = true;
            (double left, double right) = _isSwapped
                ? (one.Values[partner], many.Values[i])
                : (many.Values[i], one.Values[partner]);
            if (!isComparison)
            {
                Output.Set(i, ScalarOperators.Compute(_binary.Op, left, right));
                continue;
            }

            bool holds = ScalarOperators.Holds(_binary.Op, left, right);
            if (holds || _binary.IsBool)
            {
                Output.Set(i, _binary.IsBool ? (holds ? 1 : 0) : left);
            }
        }
    }
}

/// <summary>Which places of two frames match each other, and the labels of the pairs.</summary>
internal sealed class JoinPlan
{
    private readonly Frame _many;
    private readonly Frame _one;
    private readonly ResultLabels _labels;
    private readonly int[] _partners;
    private Frame? _output;

    public JoinPlan((Frame Many, Frame One) frames, MatchOrdinals ordinals, ResultLabels labels)
    {
        (_many, _one) = frames;
        _labels = labels;
        OrdinalOfMany = Array.ConvertAll(_many.Labels, ordinals.Of);
        OrdinalOfOne = Array.ConvertAll(_one.Labels, ordinals.Of);
        Ordinals = ordinals.Count;
        _partners = new int[_many.Count];
        Array.Fill(_partners, -1);
    }

    /// <summary>How many groups of matching places there are.</summary>
    public int Ordinals { get; }

    public int[] OrdinalOfMany { get; }

    public int[] OrdinalOfOne { get; }

    public bool Fits(Frame many, Frame one) => ReferenceEquals(_many, many) && ReferenceEquals(_one, one);

    /// <summary>A place for each of the many, with the labels of its pair; the same frame while the pairs are the same.</summary>
    /// <param name="has">Which of the many have a value.</param>
    /// <param name="oneOf">The place of the one in each group, or -1.</param>
    public Frame Output(bool[] has, int[] oneOf)
    {
        bool isSame = _output is not null;
        for (int i = 0; i < _partners.Length; i++)
        {
            int partner = oneOf[OrdinalOfMany[i]];
            if (has[i] && partner >= 0 && partner != _partners[i])
            {
                _partners[i] = partner;
                isSame = false;
            }
        }

        if (!isSame)
        {
            // A place that never had a partner keeps its labels; it has no value either.
            var labels = new LabelSet[_partners.Length];
            for (int i = 0; i < labels.Length; i++)
            {
                labels[i] = _partners[i] < 0 ? _many.Labels[i] : _labels.Of(_many.Labels[i], _one.Labels[_partners[i]]);
            }

            _output = new Frame(labels);
        }

        return _output!;
    }
}
