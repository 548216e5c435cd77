using Tocsin.Model.Labels;

namespace Tocsin.Conformance.PromQL;

/// <summary>The order of a matrix: label by label, the name before the value.</summary>
internal static class LabelOrdering
{
    public static int Compare(LabelSet left, LabelSet right) => string.CompareOrdinal(Flat(left), Flat(right));

    // NUL sorts before all else, so that a set comes before one that continues it. Script labels are ASCII.
    private static string Flat(LabelSet labels)
    {
        var flat = new System.Text.StringBuilder();
        foreach (LabelSet.Label label in labels)
        {
            flat.Append(label.NameText).Append('\0').Append(label.ValueText).Append('\0');
        }

        return flat.ToString();
    }
}
