using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.PromQL.Annotations;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Evaluation.Series;

namespace Tocsin.PromQL.Functions.Contracts;

/// <summary>A call at one step: the arguments' values, and where the result goes. The same object serves all steps.</summary>
internal sealed class StepCall(CallExpr expression, QueryRun run)
{
    private readonly List<Element>[] _inputs = [.. expression.Arguments.Select(_ => new List<Element>())];

    /// <summary>The call as written.</summary>
    public CallExpr Expression { get; } = expression;

    /// <summary>What all parts of the evaluation share.</summary>
    public QueryRun Run { get; } = run;

    /// <summary>The instant of the step, Unix milliseconds.</summary>
    public long TimeMs { get; set; }

    /// <summary>What the function has found out at earlier steps and keeps for later ones; null at first.</summary>
    public object? Memory { get; set; }

    /// <summary>How many arguments there are.</summary>
    public int ArgumentCount => _inputs.Length;

    /// <summary>The result at this step, empty when the function begins.</summary>
    public List<Element> Output { get; } = [];

    /// <summary>The elements of a vector argument; the function may sort or shorten the list.</summary>
    public List<Element> Vector(int argument) => _inputs[argument];

    /// <summary>The value of a scalar argument.</summary>
    public double Scalar(int argument) => _inputs[argument][0].Value;

    /// <summary>A text argument.</summary>
    public string Text(int argument) => ((StringLiteral)Expression.Arguments[argument]).Value;

    /// <summary>Where an argument stands, for annotations.</summary>
    public SourceSpan SpanOf(int argument) => Expression.Arguments[argument].Span;

    /// <summary>Tells something beside the result.</summary>
    public void Annotate(Annotation annotation) => Run.Annotate(annotation);

    /// <summary>The labels without name, type and unit, unless names are dropped at the end.</summary>
    public LabelSet DropName(LabelSet labels) => Run.DelaysNameRemoval ? labels : LabelEditor.DropReserved(labels);

    /// <summary>Adds a float in the place of an element; the name goes.</summary>
    public void Emit(Element element, double value) =>
        Output.Add(new Element(DropName(element.Labels), value, null, true));

    /// <summary>Adds a float without labels: a scalar's value.</summary>
    public void Emit(double value) => Output.Add(new Element(LabelSet.Empty, value, null, false));

    /// <summary>Applies a function to the floats of an argument and leaves its histograms out.</summary>
    public void EmitFloats(int argument, Func<double, double> function)
    {
        foreach (Element element in Vector(argument))
        {
            if (element.Histogram is null)
            {
                Emit(element, function(element.Value));
            }
        }
    }

    /// <summary>Applies a function to the histograms of an argument and leaves its floats out.</summary>
    public void EmitHistograms(int argument, Func<FloatHistogram, double> function)
    {
        foreach (Element element in Vector(argument))
        {
            if (element.Histogram is { } histogram)
            {
                Emit(element, function(histogram));
            }
        }
    }
}
