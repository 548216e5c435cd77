using Tocsin.Journal.Events;

namespace Tocsin.Journal.Checkpoints;

/// <summary>State that can be rebuilt from the journal: a checkpoint, and the events after it.</summary>
/// <remarks>Not thread-safe: the state's one owner makes all calls, and recovery comes before anything else.</remarks>
public interface IProjection
{
    /// <summary>The name of its checkpoint. Persisted: never changed, never shared.</summary>
    string Name { get; }

    /// <summary>
    /// The first event that the state points to instead of holding what it says: retention leaves it and all after it.
    /// <see cref="long.MaxValue"/> if there is none. Asked after <see cref="Save"/> and after recovery.
    /// </summary>
    long OldestNeeded => long.MaxValue;

    /// <summary>Takes in an event, in order. Events of no interest are passed over.</summary>
    void Apply(long seq, JournalEvent happened);

    /// <summary>Writes the whole state as entries.</summary>
    void Save(CheckpointWriter writer);

    /// <summary>Replaces the whole state by what <see cref="Save"/> wrote.</summary>
    /// <exception cref="Format.JournalFormatException">The bytes are damaged; the state may be set in part.</exception>
    void Load(CheckpointReader reader);
}
