using Tocsin.Model;
using Tocsin.Model.Labels;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.PromQL.Histograms;
using Tocsin.Templates.Execution;
using Tocsin.Templates.GoTime;
using Tocsin.Templates.Values;

namespace Tocsin.Rules.Texts;

/// <summary>What templates ask of an evaluation.</summary>
internal sealed class RuleTextSource(RuleTextScope scope) : IRuleSource
{
    public double NowSeconds => scope.AtMs / 1000.0;

    public string ExternalUrl => scope.ExternalUrl;

    /// <summary>The context of an execution over this evaluation.</summary>
    public TemplateContext ToContext() =>
        new(Instant.FromUnixMs(scope.AtMs), GoZone.Utc, TemplateLimits.Default) { Rule = this };

    // Source: Prometheus rules, EngineQueryFunc.
    public IReadOnlyList<RuleSample> Query(string expression)
    {
        QueryResult result = scope.Query(expression);
        return result.Error is { } error ? throw new GoErrorException(error.Message) : result.Value switch
        {
            QueryValue.Vector vector => [.. vector.Samples.Select(s => new RuleSample(s.Labels, s.Value))],
            QueryValue.Scalar scalar => [new RuleSample(LabelSet.Empty, scalar.Value)],
            _ => throw new GoErrorException("rule result is not a vector or scalar"),
        };
    }

    /// <summary>The value of an element, as templates see it.</summary>
    public static GoValue ValueOf(in RuleTextElement element) => element.Histogram is { } histogram
        ? new GoPointer(new HistogramValue(HistogramText.Of(histogram)), HistogramValue.Pointer)
        : GoValue.Of(element.Value);

    // A histogram prints as one and has no fields here.
    private sealed class HistogramValue(string printed) : GoStruct
    {
        public static readonly GoType Pointer =
            new("*histogram.FloatHistogram", GoKind.Pointer) { IsDefined = false };

        private static readonly GoType Histogram = new("histogram.FloatHistogram", GoKind.Struct);

        public override GoType Type => Histogram;

        public override string Stringer => printed;

        public override GoValue FieldAt(int index) => NoValue;
    }
}
