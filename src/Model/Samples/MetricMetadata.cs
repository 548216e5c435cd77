namespace Tocsin.Model.Samples;

/// <summary>What is known of a metric beside its samples. Immutable.</summary>
/// <param name="Metric">The name of the metric, or of the family that a histogram's series share.</param>
/// <param name="Type">Prometheus's word: counter, gauge, histogram, gaugehistogram, summary, info, stateset, unknown.</param>
/// <param name="Unit">The unit, "" if unknown.</param>
/// <param name="Help">The explanation, "" if unknown.</param>
public sealed record MetricMetadata(string Metric, string Type, string Unit, string Help);
