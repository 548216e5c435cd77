using Tocsin.Journal.Format;
using Tocsin.Model;

namespace Tocsin.Journal.Events.Rules;

/// <summary>Somebody wrote, removed or brought back a rule group over the API. This event is the group's only home.</summary>
/// <param name="At">When.</param>
public sealed record RuleGroupEdited(Instant At) : JournalEvent(At)
{
    /// <summary>The namespace, which stands where rules of files have their file.</summary>
    public required string Namespace { get; init; }

    /// <summary>The group's name.</summary>
    public required string Group { get; init; }

    /// <summary>Counts the edits of this group, from 1. A removal counts, too.</summary>
    public required long Version { get; init; }

    /// <summary>The group as YAML; empty if it is removed.</summary>
    public required string Text { get; init; }

    /// <summary>Who did it; empty if nobody said.</summary>
    public string By { get; init; } = "";

    /// <summary>Why, in their words; may be empty.</summary>
    public string Comment { get; init; } = "";

    /// <summary>The version whose text was brought back; 0 if it is a new one.</summary>
    public long RestoredFrom { get; init; }

    /// <inheritdoc/>
    public override EventKind Kind => EventKind.RuleGroupEdited;

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static JournalEvent Read(Instant at, ref EventReader fields) => new RuleGroupEdited(at)
    {
        Namespace = fields.ReadString(),
        Group = fields.ReadString(),
        Version = (long)fields.ReadVarint(),
        Text = fields.ReadString(),
        By = fields.ReadString(),
        Comment = fields.ReadString(),
        RestoredFrom = (long)fields.ReadVarint(),
    };

    /// <inheritdoc/>
    public override void Write(ref EventWriter writer)
    {
        writer.WriteString(Namespace);
        writer.WriteString(Group);
        writer.WriteVarint((ulong)Version);
        writer.WriteString(Text);
        writer.WriteString(By);
        writer.WriteString(Comment);
        writer.WriteVarint((ulong)RestoredFrom);
    }
}
