using System.Runtime.CompilerServices;
using Tocsin.PromQL.Ast;

namespace Tocsin.PromQL.Evaluation.Preparation;

/// <summary>
/// Makes an expression ready for one query: computes durations, puts the query's own instants in the place of
/// <c>start()</c> and its like, and finds the parts that are the same at every step.
/// </summary>
internal sealed class QueryPreparer(Query query)
{
    // These depend on the instant of the evaluation even if their arguments do not.
    private static readonly HashSet<string> DependOnTime = new(StringComparer.Ordinal)
    {
        "days_in_month", "day_of_month", "day_of_week", "day_of_year", "end", "hour", "minute", "month", "year",
        "predict_linear", "range", "start", "step", "time", "timestamp",
    };

    private readonly DurationCalculator _durations = new(query.StepMs, query.EndMs - query.StartMs);

    /// <summary>True if a function's value depends on when it is evaluated, whatever its arguments.</summary>
    public static bool DependsOnTime(string function) => DependOnTime.Contains(function);

    /// <summary>The expression to evaluate. Selectors and subqueries have numbers only.</summary>
    public Expr Prepare(Expr expression)
    {
        Prepared prepared = Visit(Resolve(expression));
        return prepared.Wrapped();
    }

    // First pass: the query's own numbers. On the stack once per level, and optimised code takes less room there.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Expr Resolve(Expr expression) => expression switch
    {
        VectorSelector selector => Resolve(selector),
        MatrixSelector matrix => matrix with
        {
            Selector = Resolve(matrix.Selector),
            Range = new DurationValue(_durations.Range(matrix.Range)),
        },
        SubqueryExpr subquery => subquery with
        {
            Inner = Resolve(subquery.Inner),
            Offset = new OffsetModifier(_durations.Offset(subquery.Offset)),
            Step = subquery.Step is { } step ? new DurationValue(_durations.Range(step)) : null,
            Range = new DurationValue(_durations.Range(subquery.Range)),
            At = Resolve(subquery.At),
        },
        CallExpr call => NumberOf(call) ?? (Expr)(call with { Arguments = Map(call.Arguments, Resolve) }),
        AggregateExpr aggregate => aggregate with
        {
            Inner = Resolve(aggregate.Inner),
            Parameter = aggregate.Parameter is { } parameter ? Resolve(parameter) : null,
        },
        BinaryExpr binary => binary with { Left = Resolve(binary.Left), Right = Resolve(binary.Right) },
        UnaryExpr unary => unary with { Inner = Resolve(unary.Inner) },
        ParenExpr paren => paren with { Inner = Resolve(paren.Inner) },
        _ => expression,
    };

    private VectorSelector Resolve(VectorSelector selector) => selector with
    {
        Offset = new OffsetModifier(_durations.Offset(selector.Offset)),
        At = Resolve(selector.At),
    };

    private AtModifier? Resolve(AtModifier? at) => at?.Kind switch
    {
        AtKind.Start => new AtModifier(AtKind.Timestamp, query.StartMs),
        AtKind.End => new AtModifier(AtKind.Timestamp, query.EndMs),
        _ => at,
    };

    private NumberLiteral? NumberOf(CallExpr call)
    {
        double? seconds = call.Function.Name switch
        {
            "start" => query.StartMs / 1000.0,
            "end" => query.EndMs / 1000.0,
            "range" => (query.EndMs - query.StartMs) / 1000.0,
            "step" => query.StartMs == query.EndMs ? 0 : query.StepMs / 1000.0,
            _ => null,
        };
        return seconds is { } value ? new NumberLiteral(call.Span, value) : null;
    }

    // Second pass: what is the same at every step is wrapped, as high in the tree as possible.
    private static Prepared Visit(Expr expression)
    {
        switch (expression)
        {
            case VectorSelector selector:
                return new(selector, selector.At is not null, selector.At is not null);
            case MatrixSelector matrix:
                return new(matrix, matrix.Selector.At is not null, false);
            case SubqueryExpr subquery:
                Prepared inner = Visit(subquery.Inner);
                return new(
                    subquery with { Inner = inner.IsInvariant ? new StepInvariantExpr(inner.Expression) : inner.Expression },
                    subquery.At is not null,
                    false);
            case AggregateExpr aggregate:
                Prepared aggregated = Visit(Bare(aggregate.Inner));
                return aggregated with
                {
                    Expression = aggregate with
                    {
                        Inner = aggregated.Expression,
                        Parameter = aggregate.Parameter is { } parameter ? Bare(parameter) : null,
                    },
                };
            case BinaryExpr binary:
                return Visit(binary);
            case CallExpr call:
                return Visit(call);
            case ParenExpr paren:
                return Visit(paren.Inner);
            case UnaryExpr unary:
                Prepared operand = Visit(unary.Inner);
                return operand with { Expression = unary with { Inner = operand.Expression } };
            default:
                return new(expression, true, false);
        }
    }

    private static Prepared Visit(BinaryExpr binary)
    {
        Prepared left = Visit(binary.Left);
        Prepared right = Visit(binary.Right);
        return left.IsInvariant && right.IsInvariant
            ? new(binary with { Left = left.Expression, Right = right.Expression }, true, true)
            : new(binary with { Left = left.Wrapped(), Right = right.Wrapped() }, false, false);
    }

    private static Prepared Visit(CallExpr call)
    {
        Prepared[] arguments = [.. call.Arguments.Select(a => Visit(Bare(a)))];
        bool areInvariant = arguments.All(a => a.IsInvariant);

        // The timestamps of samples at a fixed instant are fixed, unlike those of other vectors.
        bool isInvariant = areInvariant && (!DependOnTime.Contains(call.Function.Name)
            || (call.Function.Name == "timestamp" && arguments.All(a => a.Expression is VectorSelector)));
        ReadOnlySpan<Expr> expressions = [.. arguments.Select(a => isInvariant ? a.Expression : a.Wrapped())];
        return new(call with { Arguments = ValueList.Create(expressions) }, isInvariant, isInvariant);
    }

    private static Expr Bare(Expr expression) => expression is ParenExpr paren ? Bare(paren.Inner) : expression;

    private static ValueList<Expr> Map(ValueList<Expr> expressions, Func<Expr, Expr> change)
    {
        ReadOnlySpan<Expr> changed = [.. expressions.Select(change)];
        return ValueList.Create(changed);
    }

    // Literals are invariant but gain nothing by being wrapped, and windows are read by the functions over them.
    private readonly record struct Prepared(Expr Expression, bool IsInvariant, bool IsWorthWrapping)
    {
        public Expr Wrapped() => IsInvariant && IsWorthWrapping ? new StepInvariantExpr(Expression) : Expression;
    }
}
