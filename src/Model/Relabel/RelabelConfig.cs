using System.Collections.Frozen;
using Tocsin.Model.Labels;

namespace Tocsin.Model.Relabel;

/// <summary>One relabel rule as it is written, with upstream's defaults.</summary>
public sealed record RelabelConfig
{
    /// <summary>The default of <see cref="Regex"/>.</summary>
    public const string AnyRegex = "(.*)";

    /// <summary>The default of <see cref="Replacement"/>.</summary>
    public const string FirstGroup = "$1";

    private static readonly FrozenDictionary<string, RelabelAction> Actions =
        Enum.GetValues<RelabelAction>().ToFrozenDictionary(NameOf, StringComparer.Ordinal);

    /// <summary>A rule in which nothing is said.</summary>
    public static RelabelConfig Default { get; } = new();

    /// <summary>The labels whose values are joined; null if the key is absent.</summary>
    public IReadOnlyList<string>? SourceLabels { get; init; }

    /// <summary>What stands between the joined values.</summary>
    public string Separator { get; init; } = ";";

    /// <summary>What the joined values, or the names of labels, must match as a whole.</summary>
    public string Regex { get; init; } = AnyRegex;

    /// <summary>The divisor of <see cref="RelabelAction.HashMod"/>; 0 if absent.</summary>
    public ulong Modulus { get; init; }

    /// <summary>The label that is set; empty if absent.</summary>
    public string TargetLabel { get; init; } = "";

    /// <summary>The template of the value, or of the name.</summary>
    public string Replacement { get; init; } = FirstGroup;

    /// <summary>What is done.</summary>
    public RelabelAction Action { get; init; }

    private bool HasOnlyLabels =>
        Regex == AnyRegex && Modulus == 0 && Separator == Default.Separator && Replacement == FirstGroup;

    private bool HasOnlyRegex => SourceLabels is null && TargetLabel.Length == 0 && Modulus == 0
        && Separator == Default.Separator && Replacement == FirstGroup;

    /// <summary>An action by the name of it, in any case; false if there is none of that name.</summary>
    public static bool TryParseAction(string text, out RelabelAction action) =>
        Actions.TryGetValue(text.ToLowerInvariant(), out action);

    /// <summary>The name of an action as files have it.</summary>
    public static string NameOf(RelabelAction action) => action.ToString().ToLowerInvariant();

    /// <summary>What is wrong with the rule besides its regex, in upstream's words, and the key it lies in; null for nothing.</summary>
    // Source: Prometheus model/relabel, Config.Validate.
    public (string Key, string Text)? FindFault()
    {
        string action = NameOf(Action);
        if (Action == RelabelAction.HashMod && Modulus == 0)
        {
            return ("modulus", "relabel configuration for hashmod requires non-zero modulus");
        }

        bool needsTarget = Action is not (RelabelAction.Keep or RelabelAction.Drop or RelabelAction.LabelMap
            or RelabelAction.LabelDrop or RelabelAction.LabelKeep);
        if (needsTarget && TargetLabel.Length == 0)
        {
            return ("target_label", $"relabel configuration for {action} action requires 'target_label' value");
        }

        if (needsTarget && !LabelName.IsUtf8(TargetLabel))
        {
            return ("target_label", $"{GoQuote.Quote(TargetLabel)} is invalid 'target_label' for {action} action");
        }

        if (Action is RelabelAction.Lowercase or RelabelAction.Uppercase or RelabelAction.KeepEqual or RelabelAction.DropEqual
            && Replacement != FirstGroup)
        {
            return ("replacement", $"'replacement' can not be set for {action} action");
        }

        if (Action == RelabelAction.LabelMap && !LabelName.IsUtf8(Replacement))
        {
            return ("replacement", $"{GoQuote.Quote(Replacement)} is invalid 'replacement' for {action} action");
        }

        return Action switch
        {
            RelabelAction.KeepEqual or RelabelAction.DropEqual when !HasOnlyLabels =>
                ("action", $"{action} action requires only 'source_labels' and `target_label`, and no other fields"),
            RelabelAction.LabelDrop or RelabelAction.LabelKeep when !HasOnlyRegex =>
                ("action", $"{action} action requires only 'regex', and no other fields"),
            _ => null,
        };
    }
}
