using Tocsin.Journal.Events.Rules;
using Tocsin.Model;

namespace Tocsin.Rules.Managed;

/// <summary>One version of a group that the API keeps. Immutable.</summary>
/// <param name="Version">Counts from 1.</param>
/// <param name="At">When it came into force.</param>
public sealed record GroupRevision(long Version, Instant At)
{
    /// <summary>The group as YAML; empty if this version removed it.</summary>
    public required string Text { get; init; }

    /// <summary>Who brought it; empty if nobody said.</summary>
    public required string By { get; init; }

    /// <summary>Why, in their words.</summary>
    public required string Comment { get; init; }

    /// <summary>The version whose text it is; 0 for a new text.</summary>
    public required long RestoredFrom { get; init; }

    /// <summary>True if this version removed the group.</summary>
    public bool IsRemoval => Text.Length == 0;

    internal static GroupRevision Of(RuleGroupEdited edited) => new(edited.Version, edited.At)
    {
        Text = edited.Text,
        By = edited.By,
        Comment = edited.Comment,
        RestoredFrom = edited.RestoredFrom,
    };

    internal RuleGroupEdited ToEvent(GroupName name) => new(At)
    {
        Namespace = name.Namespace,
        Group = name.Group,
        Version = Version,
        Text = Text,
        By = By,
        Comment = Comment,
        RestoredFrom = RestoredFrom,
    };
}
