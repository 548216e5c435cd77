using Tocsin.Journal.Checkpoints;
using Tocsin.Journal.Events;
using Tocsin.Journal.Events.Rules;
using Tocsin.Journal.Format;
using Tocsin.Model;

namespace Tocsin.Rules.Managed;

/// <summary>The groups that the API keeps, read back from the journal and saved there.</summary>
/// <remarks>
/// Not thread-safe: recovery first, then only the rules' lane. On disk an entry is an instant and the fields of a
/// <see cref="RuleGroupEdited"/>.
/// </remarks>
public sealed class ManagedRulesProjection : IProjection
{
    /// <inheritdoc/>
    public string Name => "managed-rules";

    /// <summary>What is known; replaced by <see cref="Load"/>.</summary>
    public GroupHistories Histories { get; private set; } = new();

    /// <inheritdoc/>
    public void Apply(long seq, JournalEvent happened)
    {
        if (happened is RuleGroupEdited edited)
        {
            Histories.Apply(edited);
        }
    }

    /// <inheritdoc/>
    public void Load(CheckpointReader reader)
    {
        Histories = new GroupHistories();
        while (reader.TryRead(out EventReader fields))
        {
            Instant at = fields.ReadInstant();
            Histories.Apply((RuleGroupEdited)RuleGroupEdited.Read(at, ref fields));
        }
    }

    /// <inheritdoc/>
    public void Save(CheckpointWriter writer)
    {
        foreach (RuleGroupEdited edited in Histories.Events)
        {
            writer.Add(edited, static (ref EventWriter fields, RuleGroupEdited saved) =>
            {
                fields.WriteInstant(saved.At);
                saved.Write(ref fields);
            });
        }
    }
}
