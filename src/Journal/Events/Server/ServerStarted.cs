using Tocsin.Journal.Format;
using Tocsin.Model;

namespace Tocsin.Journal.Events.Server;

/// <summary>The program began to run; what came before may have ended without a <see cref="ServerStopped"/>.</summary>
/// <param name="At">When.</param>
public sealed record ServerStarted(Instant At) : JournalEvent(At)
{
    /// <summary>The version of the program.</summary>
    public required string Version { get; init; }

    /// <summary>The name by which this process is known to others.</summary>
    public string Instance { get; init; } = "";

    /// <inheritdoc/>
    public override EventKind Kind => EventKind.ServerStarted;

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static JournalEvent Read(Instant at, ref EventReader fields) =>
        new ServerStarted(at) { Version = fields.ReadString(), Instance = fields.ReadString() };

    /// <inheritdoc/>
    public override void Write(ref EventWriter writer)
    {
        writer.WriteString(Version);
        writer.WriteString(Instance);
    }
}
