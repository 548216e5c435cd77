using Tocsin.Journal.Format;
using Tocsin.Model;

namespace Tocsin.Journal.Events.Server;

/// <summary>The program ended in order.</summary>
/// <param name="At">When.</param>
public sealed record ServerStopped(Instant At) : JournalEvent(At)
{
    /// <summary>What asked for it: a signal, the quit endpoint, a fatal error.</summary>
    public required string Reason { get; init; }

    /// <inheritdoc/>
    public override EventKind Kind => EventKind.ServerStopped;

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static JournalEvent Read(Instant at, ref EventReader fields) =>
        new ServerStopped(at) { Reason = fields.ReadString() };

    /// <inheritdoc/>
    public override void Write(ref EventWriter writer) => writer.WriteString(Reason);
}
