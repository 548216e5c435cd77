using System.Text.RegularExpressions;

namespace Tocsin.Conformance.Receivers;

/// <summary>A difference that is meant.</summary>
/// <param name="Receivers">Whose: a regular expression for the whole name.</param>
/// <param name="Field">Which: a regular expression for the whole field.</param>
/// <param name="Reason">Why.</param>
/// <param name="Doc">The file that tells the operator.</param>
/// <param name="Words">Words of that file that do.</param>
internal sealed record Deliberate(string Receivers, string Field, string Reason, string Doc, string Words)
{
    /// <summary>The step in which alone it is meant; empty for any.</summary>
    public string Step { get; init; } = "";

    /// <summary>True if the difference is this one.</summary>
    public bool Covers(FieldDifference difference) =>
        (Step.Length == 0 || Step == difference.Step)
        && Regex.IsMatch(difference.Receiver, $"^(?:{Receivers})$")
        && Regex.IsMatch(difference.Field, $"^(?:{Field})$");
}
