using Tocsin.Journal.Format;
using Tocsin.Model;

namespace Tocsin.Journal.Events.Rules;

/// <summary>
/// Rules were evaluated until then. Appended now and then while alerts are pending, so that time in which nobody looked
/// is known after a crash.
/// </summary>
/// <param name="At">The instant of the last evaluation.</param>
public sealed record RulesEvaluated(Instant At) : JournalEvent(At)
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.RulesEvaluated;

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static JournalEvent Read(Instant at, ref EventReader fields) => new RulesEvaluated(at);

    /// <inheritdoc/>
    public override void Write(ref EventWriter writer)
    {
        // The instant is all there is to tell.
    }
}
