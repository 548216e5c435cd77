using Tocsin.Model.Labels;

namespace Tocsin.Model.Samples;

/// <summary>One observation that stands for many, with the trace that it came from. Immutable.</summary>
/// <param name="Series">The series that it belongs to.</param>
/// <param name="TimeMs">When it was observed, in Unix milliseconds.</param>
/// <param name="Value">What was observed.</param>
/// <param name="Labels">Most of the time the id of a trace.</param>
public sealed record Exemplar(LabelSet Series, long TimeMs, double Value, LabelSet Labels);
