using Tocsin.Model.Labels;

namespace Tocsin.Model.Relabel;

/// <summary>Relabel rules in their order, ready to run. Immutable and thread-safe.</summary>
/// <param name="rules">The rules.</param>
public sealed class Relabeling(IReadOnlyList<RelabelRule> rules)
{
    /// <summary>No rules: everything is kept as it is.</summary>
    public static Relabeling None { get; } = new([]);

    /// <summary>True if there are no rules.</summary>
    public bool IsEmpty => rules.Count == 0;

    /// <summary>Compiles rules that were found good before.</summary>
    /// <exception cref="ArgumentException">One is not; the message says which and why.</exception>
    public static Relabeling Of(IReadOnlyList<RelabelConfig> configs)
    {
        var compiled = new List<RelabelRule>(configs.Count);
        foreach (RelabelConfig config in configs)
        {
            compiled.Add(RelabelRule.TryCompile(config, out RelabelRule? rule, out (string Key, string Text) fault)
                ? rule
                : throw new ArgumentException($"relabel rule {compiled.Count}: {fault.Key}: {fault.Text}", nameof(configs)));
        }

        return compiled.Count == 0 ? None : new Relabeling(compiled);
    }

    /// <summary>The labels after all rules, or null if a rule drops them.</summary>
    public LabelSet? Apply(LabelSet labels)
    {
        if (IsEmpty)
        {
            return labels;
        }

        var edits = new LabelEdits();
        edits.Reset(labels);
        return Apply(edits) ? edits.ToLabelSet() : null;
    }

    /// <summary>Changes the labels.</summary>
    /// <returns>False if a rule drops them; they are as that rule found them then.</returns>
    public bool Apply(LabelEdits labels)
    {
        foreach (RelabelRule rule in rules)
        {
            if (!rule.Apply(labels))
            {
                return false;
            }
        }

        return true;
    }
}
