using Tocsin.Model.Labels;
using Tocsin.PromQL.Numbers;

namespace Tocsin.PromQL.Evaluation.Aggregations;

/// <summary>Where in [0, 1] a series lies for <c>limit_ratio</c>: a hash of its labels, so always at the same place.</summary>
internal static class SamplingPlace
{
    public static double Of(LabelSet labels) => LabelHash.Of(labels) / (double)ulong.MaxValue;
}
