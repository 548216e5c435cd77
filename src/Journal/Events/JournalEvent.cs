using Tocsin.Journal.Format;
using Tocsin.Journal.Subjects;
using Tocsin.Model;

namespace Tocsin.Journal.Events;

/// <summary>
/// One thing that happened: an accepted input, a decision or an outcome. Immutable. A concrete event is a sealed record
/// with a public static <c>Read</c> of the form <see cref="ReadEvent"/>, listed in its stage's table of
/// <see cref="EventRegistry"/>.
/// </summary>
/// <remarks>
/// What <see cref="Write"/> wrote is read for years: a field is only ever added at the end, and then read only if
/// <see cref="EventReader.HasMore"/>. Any other change takes a new kind.
/// </remarks>
/// <param name="At">When it happened, by the clock of the lane that decided it. Stored in front of every event.</param>
public abstract record JournalEvent(Instant At)
{
    /// <summary>Which event this is, constant for the type.</summary>
    public abstract EventKind Kind { get; }

    /// <summary>Writes every field but <see cref="At"/>. Runs on the appending thread and must not block.</summary>
    public abstract void Write(ref EventWriter writer);

    /// <summary>Names what the event is about, for history and explain; by default nothing.</summary>
    public virtual void CollectSubjects(ref SubjectCollector subjects)
    {
    }
}

/// <summary>Builds an event from its stored fields.</summary>
/// <exception cref="JournalFormatException">The fields are damaged.</exception>
public delegate JournalEvent ReadEvent(Instant at, ref EventReader fields);
