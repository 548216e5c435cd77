using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Series;

namespace Tocsin.PromQL.Evaluation.Binary;

/// <summary><c>and</c>, <c>or</c> and <c>unless</c>: which elements there are, whatever their values.</summary>
internal sealed class SetOperators(BinaryOp op, int ordinals)
{
    private readonly bool[] _present = new bool[ordinals];

    public void Apply(MatchSide left, MatchSide right, int step, List<Element> output)
    {
        Array.Clear(_present);
        if (op == BinaryOp.Or)
        {
            Take(left, step, output, _ => true, marks: true);
            Take(right, step, output, ordinal => !_present[ordinal], marks: false);
            return;
        }

        for (int i = 0; i < right.Series.Count; i++)
        {
            _present[right.OrdinalOf(i)] |= right.Series[i].Has(step);
        }

        bool wanted = op == BinaryOp.And;
        Take(left, step, output, ordinal => _present[ordinal] == wanted, marks: false);
    }

    private void Take(MatchSide side, int step, List<Element> output, Func<int, bool> isWanted, bool marks)
    {
        for (int i = 0; i < side.Series.Count; i++)
        {
            int ordinal = side.OrdinalOf(i);
            if (side.Series[i].Has(step) && isWanted(ordinal))
            {
                output.Add(side.At(i, step));
                _present[ordinal] |= marks;
            }
        }
    }
}
