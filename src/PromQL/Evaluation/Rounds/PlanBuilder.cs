using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Instants;
using Tocsin.PromQL.Evaluation.Preparation;

namespace Tocsin.PromQL.Evaluation.Rounds;

/// <summary>
/// Makes parts of expressions, the same ones for the same expressions, and keeps them while they are used. One owner.
/// </summary>
internal sealed class PlanBuilder(EngineOptions options)
{
    // Each level takes more of the stack here than where expressions are parsed; rules have ten.
    private const int HeightMax = 100;

    private readonly Dictionary<Expr, RoundPart> _parts = new(ExprIdentity.Instance);
    private readonly Dictionary<SourceKey, SeriesSource> _sources = [];
    private readonly List<PassingSource> _passing = [];

    /// <summary>True if sources keep the samples that they read; false if each evaluation reads them anew.</summary>
    public bool KeepsSamples { get; init; } = true;

    /// <summary>The sources that keep nothing.</summary>
    public IReadOnlyList<PassingSource> PassingSources => _passing;

    /// <summary>All parts.</summary>
    public Dictionary<Expr, RoundPart>.ValueCollection Parts => _parts.Values;

    /// <summary>The sources in use.</summary>
    public IReadOnlyCollection<SeriesSource> Sources => _sources.Values;

    /// <summary>The part that an expression is; null if only the plain evaluator can tell its value.</summary>
    /// <param name="query">The query; its instant does not matter.</param>
    public RoundPart? Build(Query query)
    {
        bool isPlain = options.DelaysNameRemoval || options.UsesStartTimes || options.UsesTypeLabels
            || query.Expression.Type is not (ExpressionType.Vector or ExpressionType.Scalar)
            || Height(query.Expression) > HeightMax || AsksForTheQuery(query.Expression);
        return isPlain ? null : Part(new QueryPreparer(query).Prepare(query.Expression));
    }

    /// <summary>Forgets what was not needed since a round.</summary>
    public void Forget(long since)
    {
        foreach ((Expr expression, RoundPart part) in _parts)
        {
            if (part.LastRound < since)
            {
                _parts.Remove(expression);
            }
        }

        foreach ((SourceKey key, SeriesSource source) in _sources)
        {
            if (source.LastRound < since)
            {
                _sources.Remove(key);
            }
        }
    }

    private static int Height(Expr expression)
    {
        int height = 0;
        foreach (Expr child in expression.Children())
        {
            height = Math.Max(height, Height(child));
        }

        return height + 1;
    }

    // Fixed instants and what depends on the query's ends are not worth keeping.
    private static bool AsksForTheQuery(Expr expression)
    {
        bool asks = expression switch
        {
            VectorSelector selector => selector.At is not null,
            SubqueryExpr subquery => subquery.At is not null,
            CallExpr call => call.Function.Name is "start" or "end" or "range" or "step",
            _ => false,
        };
        foreach (Expr duration in expression.Durations())
        {
            asks |= duration is DurationExpr;
        }

        foreach (Expr child in expression.Children())
        {
            asks |= AsksForTheQuery(child);
        }

        return asks;
    }

    private RoundPart Part(Expr expression)
    {
        if (expression is StepInvariantExpr invariant)
        {
            return Part(invariant.Inner);
        }

        if (!_parts.TryGetValue(expression, out RoundPart? part))
        {
            part = Make(expression);
            _parts.Add(expression, part);
        }

        return part;
    }

    private RoundPart Make(Expr expression)
    {
        switch (expression)
        {
            case NumberLiteral number:
                return new NumberPart(number.Value);
            case CallExpr { Function.Name: "time" }:
                return new TimePart();
            case VectorSelector { Edges: RangeEdges.Plain } selector:
                return KeepsSamples
                    ? new InstantPart(Source(selector, 0))
                    : new PassingInstantPart(Passing(selector));
            case CallExpr { Arguments: [MatrixSelector { Selector.Edges: RangeEdges.Plain } matrix] } call
                when WindowKernels.All.ContainsKey(call.Function.Name):
                return KeepsSamples
                    ? new RangePart(Source(matrix.Selector, matrix.Range.Ms), matrix.Range.Ms, call.Function.Name)
                    : new PassingRangePart(Passing(matrix.Selector), matrix.Range.Ms, call.Function.Name);
            case CallExpr { Function.Name: "histogram_quantile" } call:
                return new QuantilePart((ScalarPart)Part(call.Arguments[0]), (VectorPart)Part(call.Arguments[1]));
            case AggregateExpr aggregate when ReducePart.Can(aggregate.Op):
                return new ReducePart(aggregate, (VectorPart)Part(aggregate.Inner));
            case BinaryExpr { Op: not (BinaryOp.TrimLower or BinaryOp.TrimUpper) } binary
                when binary.Matching is not { FillLeft: not null } and not { FillRight: not null }:
                return Make(binary);
            default:
                return Plain(expression);
        }
    }

    private RoundPart Make(BinaryExpr binary) => (Part(binary.Left), Part(binary.Right)) switch
    {
        (ScalarPart left, ScalarPart right) => new ScalarOperatorPart(binary.Op, left, right),
        (VectorPart left, ScalarPart right) => new VectorScalarPart(binary, left, right),
        (ScalarPart left, VectorPart right) => new VectorScalarPart(binary, right, left),
        (VectorPart left, VectorPart right) when binary.Op.IsSet() => new SetPart(binary, left, right),
        (VectorPart left, VectorPart right) => new JoinPart(binary, left, right),
        _ => throw new InvalidOperationException($"{binary.Op} has an operand that is neither vector nor scalar"),
    };

    private RoundPart Plain(Expr expression)
    {
        var operands = new Dictionary<Expr, RoundPart>(ReferenceEqualityComparer.Instance);
        bool looksAtSamples = expression is CallExpr { Function.Name: "timestamp" or "start_timestamp" or "info" };
        foreach (Expr operand in looksAtSamples ? [] : expression.Children())
        {
            if (operand.Type is ExpressionType.Vector or ExpressionType.Scalar && expression is not SubqueryExpr)
            {
                operands.Add(operand, Part(operand));
            }
        }

        return expression.Type == ExpressionType.Scalar
            ? new PlainScalarPart(expression, operands)
            : new PlainPart(expression, operands);
    }

    private PassingSource Passing(VectorSelector selector)
    {
        var source = new PassingSource(new SourceKey(selector.Matchers, selector.Offset.Ms));
        _passing.Add(source);
        return source;
    }

    private SeriesSource Source(VectorSelector selector, long rangeMs)
    {
        var key = new SourceKey(selector.Matchers, selector.Offset.Ms);
        if (!_sources.TryGetValue(key, out SeriesSource? source))
        {
            source = new SeriesSource(key);
            _sources.Add(key, source);
        }

        source.Widen(rangeMs);
        return source;
    }
}
