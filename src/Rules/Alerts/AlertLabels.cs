using Tocsin.Model.Labels;

namespace Tocsin.Rules.Alerts;

/// <summary>The labels of what tells of an alert.</summary>
internal static class AlertLabels
{
    /// <summary>The labels of the series that tells of an alert.</summary>
    /// <param name="alert">The alert's.</param>
    /// <param name="metric">The series' name.</param>
    /// <param name="state">The alert's state; null if the series does not tell it.</param>
    public static LabelSet With(LabelSet alert, string metric, string? state)
    {
        var builder = new LabelSetBuilder();
        builder.AddRange(alert);
        builder.Add(LabelName.MetricName, metric);
        if (state is not null)
        {
            builder.Add("alertstate", state);
        }

        return builder.Build(dropEmpty: true);
    }
}
