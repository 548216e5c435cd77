using System.Globalization;
using Tocsin.Journal.Events.Rules;
using Tocsin.Model.Labels;

namespace Tocsin.Rules.Tests.Compliance;

/// <summary>A case: rules, the samples that come in, and what has to be seen of each alert. Times are seconds.</summary>
internal sealed record ComplianceCase
{
    /// <summary>The rules of the group, as a rule file has them.</summary>
    public required string Rules { get; init; }

    /// <summary>How long it goes on.</summary>
    public required double Until { get; init; }

    /// <summary>The series and how their values go.</summary>
    public required IReadOnlyList<SeriesCurve> Series { get; init; }

    /// <summary>All alerts that are ever to be seen.</summary>
    public required IReadOnlyList<AlertCurve> Alerts { get; init; }
}

/// <summary>A series and its values, one phase after the other.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Labels">The labels besides.</param>
/// <param name="Phases">How long each value holds; from the last one's end on there are no samples.</param>
internal sealed record SeriesCurve(string Metric, (string, string)[] Labels, params (double Seconds, double Value)[] Phases)
{
    /// <summary>The sample of an instant; null for none.</summary>
    public double? At(double second)
    {
        double end = 0;
        foreach ((double seconds, double value) in Phases)
        {
            end += seconds;
            if (second < end)
            {
                return value;
            }
        }

        return null;
    }
}

/// <summary>An alert and the times in which it is active.</summary>
/// <param name="Rule">The rule's name.</param>
/// <param name="Labels">All its labels but the name.</param>
/// <param name="Episodes">When it is active, one after the other.</param>
internal sealed record AlertCurve(string Rule, (string Name, string Value)[] Labels, params Episode[] Episodes)
{
    /// <summary>Its annotations; a # stands for the value.</summary>
    public (string Name, string Value)[] Annotations { get; init; } = [];

    /// <summary>Its annotations in an episode.</summary>
    public LabelSet AnnotationsIn(Episode episode)
    {
        string value = episode.Value.ToString(CultureInfo.InvariantCulture);
        return LabelSet.Of([.. Annotations.Select(a => (a.Name, a.Value.Replace("#", value, StringComparison.Ordinal)))]);
    }

    /// <summary>All its labels.</summary>
    public LabelSet AllLabels => LabelSet.Of([("alertname", Rule), .. Labels]);

    /// <summary>The episode that an instant lies in; null for none.</summary>
    public Episode? At(double second) => Array.Find(Episodes, e => second >= e.ActiveAt && second < e.ResolvedAt);

    /// <summary>The state at an instant.</summary>
    public AlertState StateAt(double second) => At(second) is not { } episode ? AlertState.Inactive
        : second >= episode.FiredAt ? AlertState.Firing
        : AlertState.Pending;
}

/// <summary>One time in which an alert is active.</summary>
/// <param name="ActiveAt">The first evaluation whose condition holds.</param>
/// <param name="FiredAt">The first evaluation at which it fires.</param>
/// <param name="ResolvedAt">The first evaluation whose condition no longer holds.</param>
/// <param name="Value">The value of the expression.</param>
internal sealed record Episode(double ActiveAt, double FiredAt, double ResolvedAt, double Value)
{
    public const double Never = double.PositiveInfinity;
}
