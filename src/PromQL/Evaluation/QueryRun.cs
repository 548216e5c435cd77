using Tocsin.Model.Seams;
using Tocsin.PromQL.Annotations;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Statistics;

namespace Tocsin.PromQL.Evaluation;

/// <summary>What all parts of one evaluation share. One owner.</summary>
internal sealed class QueryRun
{
    public required EngineOptions Options { get; init; }

    public required ISeriesView View { get; init; }

    public required QueryBudget Budget { get; init; }

    public required long LookbackMs { get; init; }

    public required CancellationToken Cancellation { get; init; }

    /// <summary>The selectors of whose histograms only counts and sums are used.</summary>
    public required IReadOnlySet<VectorSelector> CountedOnly { get; init; }

    /// <summary>The expression, if it was prepared before.</summary>
    public Expr? Prepared { get; init; }

    /// <summary>Parts whose values are known before; null in a plain evaluation.</summary>
    public IKnownValues? Known { get; init; }

    /// <summary>Counts samples for whoever asked; else null.</summary>
    public SampleTally? Tally { get; init; }

    public AnnotationSet Annotations { get; } = new();

    public LabelEditor Labels { get; } = new();

    public bool DelaysNameRemoval => Options.DelaysNameRemoval;

    public void Annotate(Annotation annotation) => Annotations.Add(annotation);
}
