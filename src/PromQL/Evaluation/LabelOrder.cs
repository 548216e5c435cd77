using Tocsin.Model.Labels;

namespace Tocsin.PromQL.Evaluation;

/// <summary>
/// The order of results: by the first label that differs, its name before its value; a set that another one continues
/// comes first.
/// </summary>
// Source: Prometheus model/labels, Compare.
public sealed class LabelOrder : IComparer<LabelSet>
{
    public static readonly LabelOrder Instance = new();

    public int Compare(LabelSet? x, LabelSet? y)
    {
        LabelSet.Enumerator left = (x ?? LabelSet.Empty).GetEnumerator();
        LabelSet.Enumerator right = (y ?? LabelSet.Empty).GetEnumerator();
        while (true)
        {
            (bool more, bool alsoMore) = (left.MoveNext(), right.MoveNext());
            if (!more || !alsoMore)
            {
                return more.CompareTo(alsoMore);
            }

            int order = left.Current.Name.SequenceCompareTo(right.Current.Name);
            order = order != 0 ? order : left.Current.Value.SequenceCompareTo(right.Current.Value);
            if (order != 0)
            {
                return order;
            }
        }
    }
}
