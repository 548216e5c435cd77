using Tocsin.Rules.Groups;

namespace Tocsin.Rules.Managed;

/// <summary>What somebody wants of a group that the API keeps. Immutable.</summary>
/// <param name="Name">The group.</param>
public sealed record GroupEdit(GroupName Name)
{
    /// <summary>The group as YAML; empty to remove it.</summary>
    public string Text { get; init; } = "";

    /// <summary>The same, compiled; null to remove it.</summary>
    public RuleGroupModel? Model { get; init; }

    /// <summary>The version that must be in force, 0 for none at all; null if it does not matter.</summary>
    public long? Expected { get; init; }

    /// <summary>Who wants it; empty if nobody said.</summary>
    public string By { get; init; } = "";

    /// <summary>Why, in their words.</summary>
    public string Comment { get; init; } = "";

    /// <summary>The version whose text this is; 0 for a new text.</summary>
    public long RestoredFrom { get; init; }
}
