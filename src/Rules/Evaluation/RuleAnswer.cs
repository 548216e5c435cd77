using Tocsin.PromQL.Evaluation.Results;

namespace Tocsin.Rules.Evaluation;

/// <summary>What was asked for the sake of one evaluation of a rule, and what came.</summary>
/// <param name="Result">The result of the rule's expression, or what went wrong with any of its expressions.</param>
public readonly record struct RuleAnswer(QueryResult Result)
{
    /// <summary>The expression gave nothing, and there is nothing that its conditions could have been asked of.</summary>
    public bool HasNoData { get; init; }

    /// <summary>The result of <c>resolve_expr</c>; null if nobody asked.</summary>
    public QueryResult? Resolve { get; init; }

    /// <summary>
    /// Since when another server saw alerts of this rule, which it evaluates no more: elements of
    /// <c>ALERTS_FOR_STATE</c>. Null if nobody asked.
    /// </summary>
    public IReadOnlyList<VectorSample>? Since { get; init; }

    /// <summary>How many attempts it took; 0 is as good as 1.</summary>
    public int Attempts { get; init; }

    /// <summary>The elements of the result; null after an error, and for a value that has none.</summary>
    public IReadOnlyList<VectorSample>? Elements => ElementsOf(Result);

    /// <summary>The elements of a result; null after an error, and for a value that has none.</summary>
    public static IReadOnlyList<VectorSample>? ElementsOf(QueryResult result) => result.Value switch
    {
        QueryValue.Vector vector => vector.Samples,
        QueryValue.Scalar scalar => [new VectorSample(Model.Labels.LabelSet.Empty, scalar.Value, null)],
        _ => null,
    };
}
