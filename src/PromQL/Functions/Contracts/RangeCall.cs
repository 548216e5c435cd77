using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.PromQL.Annotations;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Evaluation.Selectors;
using Tocsin.PromQL.Functions.Rates;

namespace Tocsin.PromQL.Functions.Contracts;

/// <summary>A call at one step for one series: its window. The same object serves all steps and series.</summary>
internal sealed class RangeCall(CallExpr expression, int rangeArgument, QueryRun run)
{
    /// <summary>The call as written.</summary>
    public CallExpr Expression { get; } = expression;

    /// <summary>What all parts of the evaluation share.</summary>
    public QueryRun Run { get; } = run;

    /// <summary>The series.</summary>
    public LabelSet Labels { get; set; } = LabelSet.Empty;

    /// <summary>The instant of the step, Unix milliseconds.</summary>
    public long TimeMs { get; set; }

    /// <summary>The window is after this, exclusively, whatever the offset; Unix milliseconds.</summary>
    public long StartMs { get; set; }

    /// <summary>The window is up to this, inclusively; Unix milliseconds.</summary>
    public long EndMs { get; set; }

    /// <summary>What happens at the window's edges. Unless plain, the samples reach further than the window.</summary>
    public RangeEdges Edges { get; set; }

    /// <summary>The samples of the series.</summary>
    public SampleBuffer Samples { get; } = new();

    /// <summary>How far the samples in question reach further back than the window, and further ahead.</summary>
    public (long BackMs, long AheadMs) Reach { get; set; }

    /// <summary>The scalar arguments of each step, null for the others.</summary>
    public double[]?[] Scalars { get; init; } = [];

    /// <summary>Which step it is, from 0.</summary>
    public int Step { get; set; }

    /// <summary>The window, whatever the offset.</summary>
    public WindowBounds Bounds => new(StartMs, EndMs);

    /// <summary>The length of the window in seconds, as written.</summary>
    public double RangeSeconds => (EndMs - StartMs) / 1000.0;

    /// <summary>The floats of the window, oldest first.</summary>
    public TimedSpan<double> Floats => Samples.Floats.Between(StartMs - Reach.BackMs, EndMs + Reach.AheadMs);

    /// <summary>The histograms of the window, oldest first.</summary>
    public TimedSpan<FloatHistogram> Histograms =>
        Samples.Histograms.Between(StartMs - Reach.BackMs, EndMs + Reach.AheadMs);

    /// <summary>The metric's name, or "".</summary>
    public string Metric => LabelEditor.NameOf(Labels);

    /// <summary>Where the range stands, for annotations.</summary>
    public SourceSpan RangeSpan => Expression.Arguments[rangeArgument].Span;

    /// <summary>Where the arguments begin and end, for annotations.</summary>
    public SourceSpan ArgumentsSpan => Expression.Arguments[0].Span.Through(Expression.Arguments[^1].Span);

    /// <summary>Where an argument stands, for annotations.</summary>
    public SourceSpan SpanOf(int argument) => Expression.Arguments[argument].Span;

    /// <summary>The value of a scalar argument.</summary>
    public double Scalar(int argument) => Scalars[argument]![Step];

    /// <summary>Tells something beside the result.</summary>
    public void Annotate(Annotation annotation) => Run.Annotate(annotation);
}
