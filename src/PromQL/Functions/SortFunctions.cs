using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Evaluation.Series;
using Tocsin.PromQL.Functions.Contracts;
using Tocsin.PromQL.Functions.Sorting;

namespace Tocsin.PromQL.Functions;

/// <summary>The order of an instant query's result.</summary>
internal static class SortFunctions
{
    public static readonly (string Name, VectorFunction Function)[] All =
    [
        ("sort", call => SortByValue(call, (left, right) => left.CompareTo(right))),
        ("sort_desc", call => SortByValue(call, (left, right) => right.CompareTo(left))),
        ("sort_by_label", call => SortByLabels(call, 1)),
        ("sort_by_label_desc", call => SortByLabels(call, -1)),
    ];

    // NaN is last in both directions; equal values stay in the order they came in. Histograms are left out.
    private static void SortByValue(StepCall call, Comparison<double> compare) => call.Output.AddRange(call.Vector(0)
        .Where(element => element.Histogram is null)
        .OrderBy(element => double.IsNaN(element.Value))
        .ThenBy(element => element.Value, Comparer<double>.Create(compare)));

    private static void SortByLabels(StepCall call, int direction)
    {
        string[] names = [.. Enumerable.Range(1, call.ArgumentCount - 1).Select(call.Text)];
        call.Output.AddRange(call.Vector(0).Order(Comparer<Element>.Create((left, right) =>
        {
            foreach (string name in names)
            {
                int order = NaturalOrder.Compare(left.Labels[name] ?? "", right.Labels[name] ?? "");
                if (order != 0)
                {
                    return direction * order;
                }
            }

            return direction * LabelOrder.Instance.Compare(left.Labels, right.Labels);
        })));
    }
}
