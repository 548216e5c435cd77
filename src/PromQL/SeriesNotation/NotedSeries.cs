using Tocsin.Model.Labels;

namespace Tocsin.PromQL.SeriesNotation;

/// <summary>A series as rule tests write it: labels, and one value per step.</summary>
/// <param name="Labels">The labels, the metric's name among them.</param>
/// <param name="Values">The values in order.</param>
public sealed record NotedSeries(LabelSet Labels, IReadOnlyList<NotedValue> Values);
