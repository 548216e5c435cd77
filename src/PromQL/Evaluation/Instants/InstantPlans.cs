using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Rounds;

namespace Tocsin.PromQL.Evaluation.Instants;

/// <summary>
/// The plans of the expressions that were asked last. A plan is taken out while it is in use, so that two queries with one
/// expression at a time have a plan each, of which one is kept. Thread-safe.
/// </summary>
internal sealed class InstantPlans(EngineOptions options)
{
    /// <summary>How many plans are kept.</summary>
    public const int PlansMax = 256;

    /// <summary>How much memory they may take, roughly: the labels of some 35,000 series.</summary>
    public const long BytesMax = 8 << 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<Expr, Kept> _plans = new(ExprIdentity.Instance);
    private long _bytes;
    private long _uses;

    /// <summary>The plan of a query's expression, which is the caller's until it gives it back.</summary>
    public InstantPlan Take(Query query)
    {
        lock (_lock)
        {
            if (_plans.Remove(query.Expression, out Kept kept))
            {
                _bytes -= kept.Plan.Bytes;
                return kept.Plan;
            }
        }

        return new InstantPlan(query, options);
    }

    /// <summary>Gives a plan back; those that were not used for the longest time go if there are too many.</summary>
    public void Return(InstantPlan plan)
    {
        if (plan.Bytes > BytesMax)
        {
            return;
        }

        lock (_lock)
        {
            if (!_plans.TryAdd(plan.Expression, new Kept(plan, ++_uses)))
            {
                return;
            }

            _bytes += plan.Bytes;
            while (_bytes > BytesMax || _plans.Count > PlansMax)
            {
                ForgetOldestNeedsLock();
            }
        }
    }

    private void ForgetOldestNeedsLock()
    {
        (Expr? oldest, long use) = (null, long.MaxValue);
        foreach ((Expr expression, Kept kept) in _plans)
        {
            (oldest, use) = kept.Use < use ? (expression, kept.Use) : (oldest, use);
        }

        _plans.Remove(oldest!, out Kept gone);
        _bytes -= gone.Plan.Bytes;
    }

    private readonly record struct Kept(InstantPlan Plan, long Use);
}
