using System.Runtime.CompilerServices;
using Tocsin.PromQL.Annotations;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Series;

namespace Tocsin.PromQL.Evaluation.Binary;

/// <summary>Evaluates operators between two operands, step by step.</summary>
internal static class BinaryExpressions
{
    // Optimised from the first call on, to take less of the stack: see Evaluator.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static List<StepSeries> Evaluate(BinaryExpr binary, Evaluator evaluator)
    {
        List<StepSeries> left = evaluator.Evaluate(binary.Left);
        List<StepSeries> right = evaluator.Evaluate(binary.Right);
        bool isLeftScalar = binary.Left.Type == ExpressionType.Scalar;
        bool isRightScalar = binary.Right.Type == ExpressionType.Scalar;
        if (isLeftScalar && isRightScalar)
        {
            return Release(Scalars(binary, left[0], right[0]));
        }

        var assembler = new StepAssembler(evaluator.Run, evaluator.Grid);
        Action<int, List<Element>> compute = isLeftScalar || isRightScalar
            ? (step, output) => WithScalar(binary, (left, right), step, (evaluator.Run, output))
            : VectorOperator(binary, (left, right), evaluator.Run);
        List<Element> elements = [];
        for (int step = 0; step < evaluator.Grid.Count; step++)
        {
            evaluator.Run.Budget.CheckTime();
            elements.Clear();
            compute(step, elements);
            assembler.Add(step, elements);
        }

        return Release(assembler.Finish());

        List<StepSeries> Release(List<StepSeries> result)
        {
            evaluator.Run.Budget.Release(left);
            evaluator.Run.Budget.Release(right);
            return result;
        }
    }

    private static Action<int, List<Element>> VectorOperator(
        BinaryExpr binary, (List<StepSeries> Left, List<StepSeries> Right) sides, QueryRun run)
    {
        VectorMatching matching = binary.Matching ?? VectorMatching.Default;
        var ordinals = new MatchOrdinals(matching, run.Labels);
        var left = new MatchSide(sides.Left, ordinals);
        var right = new MatchSide(sides.Right, ordinals);
        if (binary.Op.IsSet())
        {
            var sets = new SetOperators(binary.Op, ordinals.Count);
            return (step, output) => sets.Apply(left, right, step, output);
        }

        var matcher = new VectorMatcher(binary, matching, ordinals.Count, run);
        return (step, output) => matcher.Apply(left, right, step, output);
    }

    private static List<StepSeries> Scalars(BinaryExpr binary, StepSeries left, StepSeries right)
    {
        var result = new StepSeries(Model.Labels.LabelSet.Empty, left.Steps);
        for (int step = 0; step < left.Steps; step++)
        {
            result.Set(step, ScalarOperators.Apply(binary.Op, left.Value(step), right.Value(step)));
        }

        return [result];
    }

    private static void WithScalar(
        BinaryExpr binary, (List<StepSeries> Left, List<StepSeries> Right) sides, int step, (QueryRun Run, List<Element> Output) to)
    {
        bool isLeftScalar = binary.Left.Type == ExpressionType.Scalar;
        var scalar = new Operand((isLeftScalar ? sides.Left : sides.Right)[0].Value(step), null);
        Annotation? last = null;
        foreach (StepSeries series in isLeftScalar ? sides.Right : sides.Left)
        {
            if (!series.Has(step))
            {
                continue;
            }

            var operand = new Operand(series.Value(step), series.Histogram(step));
            OperatorResult result = isLeftScalar
                ? ElementOperators.Apply(binary, scalar, operand)
                : ElementOperators.Apply(binary, operand, scalar);
            last = result.Note ?? last;
            if (result.IsRefused || !(result.IsKept || binary.IsBool))
            {
                continue;
            }

            // A filter keeps the vector's value, on whichever side it stands.
            Operand value = binary.IsBool ? new(result.IsKept ? 1 : 0, null)
                : binary.Op.IsComparison() ? operand : new(result.Value, result.Histogram);
            bool drops = ScalarOperators.IsArithmetic(binary.Op) || binary.IsBool;
            to.Output.Add(new Element(
                drops && !to.Run.DelaysNameRemoval ? LabelEditor.DropReserved(series.Labels) : series.Labels,
                value.Value,
                value.Histogram,
                drops || series.DropsName));
        }

        if (last is not null)
        {
            to.Run.Annotate(last);
        }
    }
}
