using Tocsin.Model.Labels;
using Tocsin.Model.Samples;

namespace Tocsin.PromQL.Evaluation.Series;

/// <summary>A series and its sample at the step at hand.</summary>
/// <param name="Labels">The series.</param>
/// <param name="Value">The float; 0 if there is a histogram.</param>
/// <param name="Histogram">The histogram, or null.</param>
/// <param name="DropsName">The name goes at the end, where names are dropped late.</param>
internal readonly record struct Element(LabelSet Labels, double Value, FloatHistogram? Histogram, bool DropsName);
