using Tocsin.Model.Labels;
using Tocsin.Model.Samples;

namespace Tocsin.Rules.Evaluation;

/// <summary>A series that a rule writes. Belongs to the rule's state.</summary>
/// <param name="labels">Its labels, the name among them.</param>
public sealed class RuleSeries(LabelSet labels)
{
    /// <summary>Its labels, the name among them.</summary>
    public LabelSet Labels { get; } = labels;

    /// <summary>What the store calls it; none until it was written.</summary>
    public SeriesRef Ref { get; set; }

    /// <summary>The evaluation that wrote it last.</summary>
    internal long Evaluation { get; set; }

    /// <summary>It got its stale marker and left the rule's state.</summary>
    internal bool HasEnded { get; set; }
}

/// <summary>A sample that a rule writes.</summary>
/// <param name="Series">The series.</param>
/// <param name="AtMs">When, Unix milliseconds.</param>
/// <param name="Value">The float; of no meaning beside a histogram.</param>
/// <param name="Histogram">The histogram, or null.</param>
public readonly record struct RuleSample(RuleSeries Series, long AtMs, double Value, FloatHistogram? Histogram);
