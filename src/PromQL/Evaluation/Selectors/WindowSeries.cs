using Tocsin.Model.Labels;
using Tocsin.PromQL.Evaluation.Results;

namespace Tocsin.PromQL.Evaluation.Selectors;

/// <summary>A series of a range vector that is itself the result.</summary>
internal sealed record WindowSeries(
    LabelSet Labels, bool DropsName, List<FloatPoint> Floats, List<HistogramPoint> Histograms);
