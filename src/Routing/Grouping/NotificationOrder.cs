using Tocsin.Model.Labels;

namespace Tocsin.Routing.Grouping;

/// <summary>The order of alerts in a message: by job, then instance, then all labels; those without come last.</summary>
// Source: Alertmanager types, AlertSlice.Less.
internal static class NotificationOrder
{
    public static int Compare(LabelSet left, LabelSet right)
    {
        int order = CompareValue(left, right, "job"u8);
        order = order != 0 ? order : CompareValue(left, right, "instance"u8);
        return order != 0 ? order : left.CompareTo(right);
    }

    private static int CompareValue(LabelSet left, LabelSet right, ReadOnlySpan<byte> name)
    {
        bool leftHas = left.TryGetValue(name, out ReadOnlySpan<byte> leftValue);
        bool rightHas = right.TryGetValue(name, out ReadOnlySpan<byte> rightValue);
        return leftHas && rightHas ? leftValue.SequenceCompareTo(rightValue) : rightHas.CompareTo(leftHas);
    }
}
