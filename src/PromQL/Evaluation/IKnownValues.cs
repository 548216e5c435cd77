using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Series;

namespace Tocsin.PromQL.Evaluation;

/// <summary>Parts of an expression whose values are known before the evaluation. Used by one evaluation.</summary>
internal interface IKnownValues
{
    /// <summary>The instants at which they are known.</summary>
    StepGrid Grid { get; }

    /// <summary>The value of a part, which becomes the caller's; null if it is not known.</summary>
    List<StepSeries>? Find(Expr expression);
}
