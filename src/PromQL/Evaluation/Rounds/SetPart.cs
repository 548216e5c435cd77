using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Binary;

namespace Tocsin.PromQL.Evaluation.Rounds;

/// <summary><c>and</c>, <c>or</c> and <c>unless</c>.</summary>
internal sealed class SetPart(BinaryExpr binary, VectorPart left, VectorPart right) : VectorPart
{
    private Frame? _left;
    private Frame? _right;
    private Frame _both = Frame.Empty;
    private int[] _leftOrdinals = [];
    private int[] _rightOrdinals = [];
    private bool[] _isPresent = [];

    protected override void Compute(RoundContext context)
    {
        RoundVector first = left.Value(context);
        RoundVector second = right.Value(context);
        Plan(first.Frame, second.Frame, context);
        Array.Clear(_isPresent);
        if (binary.Op == BinaryOp.Or)
        {
            Output.Reset(_both);
            Mark(first, _leftOrdinals);
            Copy(first, 0, null, false);
            Copy(second, first.Count, _rightOrdinals, false);
            return;
        }

        Output.Reset(first.Frame);
        Mark(second, _rightOrdinals);
        Copy(first, 0, _leftOrdinals, binary.Op == BinaryOp.And);
    }

    private void Plan(Frame first, Frame second, RoundContext context)
    {
        if (ReferenceEquals(first, _left) && ReferenceEquals(second, _right))
        {
            return;
        }

        (_left, _right) = (first, second);
        var ordinals = new MatchOrdinals(binary.Matching ?? VectorMatching.Default, context.Labels);
        _leftOrdinals = Array.ConvertAll(first.Labels, ordinals.Of);
        _rightOrdinals = Array.ConvertAll(second.Labels, ordinals.Of);
        _isPresent = new bool[ordinals.Count];
        _both = binary.Op == BinaryOp.Or ? new Frame([.. first.Labels, .. second.Labels]) : Frame.Empty;
    }

    private void Mark(RoundVector vector, int[] ordinals)
    {
        for (int i = 0; i < ordinals.Length; i++)
        {
            _isPresent[ordinals[i]] |= vector.Has[i];
        }
    }

    private void Copy(RoundVector from, int at, int[]? ordinals, bool wanted)
    {
        for (int i = 0; i < from.Count; i++)
        {
            if (from.Has[i] && (ordinals is null || _isPresent[ordinals[i]] == wanted))
            {
                Output.Set(at + i, from.Values[i]);
            }
        }
    }
}
