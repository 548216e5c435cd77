using Tocsin.Journal.Events.Rules;
using Tocsin.Model.Labels;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.Rules.Groups;
using Tocsin.Rules.Texts;

namespace Tocsin.Rules.Evaluation;

/// <summary>An element of an alerting rule's result with the labels and texts of its alert.</summary>
/// <param name="Labels">The alert's labels.</param>
/// <param name="Annotations">The alert's texts for people.</param>
internal readonly record struct AlertElement(LabelSet Labels, LabelSet Annotations);

/// <summary>
/// Makes the labels and annotations of alerts out of results. Texts are expanded each time, since they may change with
/// the value; label sets are made anew only if a text did change. One owner.
/// </summary>
internal sealed class AlertElements(AlertingRule rule)
{
    private readonly List<Place> _places = [];
    private readonly HashSet<LabelSet> _taken = [];
    private readonly Place _ofRule = new(rule);
    private readonly LabelSetBuilder _builder = new();

    /// <summary>Texts that failed to expand since the start.</summary>
    public long Failures { get; private set; }

    /// <summary>The element at an index of the last result.</summary>
    public AlertElement this[int index] => _places[index].Element;

    /// <summary>Reads a result.</summary>
    /// <returns>False if two elements give the same alert.</returns>
    public bool TryRead(IReadOnlyList<VectorSample> result, RuleTextScope scope)
    {
        _taken.Clear();
        for (int i = 0; i < result.Count; i++)
        {
            if (i == _places.Count)
            {
                _places.Add(new Place(rule));
            }

            double value = result[i].Histogram is null ? result[i].Value : double.NaN;
            Read(_places[i], new RuleTextElement(result[i].Labels, value), scope);
            if (!_taken.Add(_places[i].Element.Labels))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The alert about the rule itself: its own labels and texts, of no series.</summary>
    // Source: Grafana documentation, "No Data and Error states": the alerts DatasourceNoData and DatasourceError have the
    // rule's labels and annotations, and its name as rulename.
    public AlertElement OfRule(AlertCause cause, string error, RuleTextScope scope)
    {
        Read(_ofRule, new RuleTextElement(LabelSet.Empty, double.NaN), scope);
        _builder.Clear();
        _builder.AddRange(_ofRule.Element.Labels);
        _builder.Add("rulename", rule.Name);
        _builder.Add(LabelName.AlertName, cause == AlertCause.Error ? "DatasourceError" : "DatasourceNoData");
        LabelSet labels = _builder.Build(dropEmpty: true);
        if (cause != AlertCause.Error)
        {
            return new AlertElement(labels, _ofRule.Element.Annotations);
        }

        _builder.Clear();
        _builder.AddRange(_ofRule.Element.Annotations);
        _builder.Add("Error", error);
        return new AlertElement(labels, _builder.Build());
    }

    private void Read(Place place, RuleTextElement element, RuleTextScope scope)
    {
        bool isSame = ReferenceEquals(place.Input, element.Labels);
        place.Input = element.Labels;
        bool sameLabels = Expand(rule.LabelTexts, place.Labels, element, scope) && isSame;
        bool sameTexts = Expand(rule.AnnotationTexts, place.Annotations, element, scope) && place.HasAnnotations;
        if (!sameLabels)
        {
            place.Element = place.Element with { Labels = LabelsOf(element.Labels, place.Labels) };
        }

        if (!sameTexts)
        {
            place.Element = place.Element with { Annotations = AnnotationsOf(place.Annotations) };
            place.HasAnnotations = true;
        }
    }

    /// <returns>True if the texts are those of the last time.</returns>
    private bool Expand(IReadOnlyList<RuleText> texts, string[] into, RuleTextElement element, RuleTextScope scope)
    {
        bool isSame = true;
        for (int i = 0; i < texts.Count; i++)
        {
            RuleTextResult result = texts[i].Expand(element, scope);
            Failures += result.Error is null ? 0 : 1;
            isSame &= string.Equals(into[i], result.Text, StringComparison.Ordinal);
            into[i] = result.Text;
        }

        return isSame;
    }

    private LabelSet LabelsOf(LabelSet result, string[] texts)
    {
        _builder.Clear();
        _builder.AddRange(result);
        _builder.Add(LabelName.MetricName, "");
        for (int i = 0; i < texts.Length; i++)
        {
            _builder.Add(rule.LabelTexts[i].Name, texts[i]);
        }

        _builder.Add(LabelName.AlertName, rule.Name);
        return _builder.Build(dropEmpty: true);
    }

    private LabelSet AnnotationsOf(string[] texts)
    {
        _builder.Clear();
        for (int i = 0; i < texts.Length; i++)
        {
            _builder.Add(rule.AnnotationTexts[i].Name, texts[i]);
        }

        return _builder.Build();
    }

    private sealed class Place(AlertingRule rule)
    {
        public LabelSet? Input { get; set; }

        public string[] Labels { get; } = new string[rule.LabelTexts.Count];

        public string[] Annotations { get; } = new string[rule.AnnotationTexts.Count];

        public bool HasAnnotations { get; set; }

        public AlertElement Element { get; set; } = new(LabelSet.Empty, LabelSet.Empty);
    }
}
