using System.Collections.Frozen;

namespace Tocsin.Conformance.Rules;

/// <summary>Files of the corpus on which Tocsin differs from promtool 3.5.3 on purpose.</summary>
internal static class DeliberateVerdicts
{
    /// <summary>Their names.</summary>
    public static readonly FrozenSet<string> All = FrozenSet.ToFrozenSet<string>(
    [
        // A null for a name: Prometheus drops the label without a word, Tocsin refuses it as a name that is empty.
        "group-labels-014.yml", "alert-labels-014.yml", "record-labels-014.yml", "annotations-014.yml", "record-annotations-014.yml",

        // The directive %YAML 1.2, which Prometheus's library does not know; nothing in a rule file depends on it.
        "file-050.yml",
    ]);
}
