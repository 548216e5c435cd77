using Tocsin.Journal.Format;
using Tocsin.Model;

namespace Tocsin.Journal.Events.Server;

/// <summary>A configuration was refused; the one before stays in force.</summary>
/// <param name="At">When.</param>
public sealed record ConfigRejected(Instant At) : JournalEvent(At)
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>Every error, each with its place.</summary>
    public required IReadOnlyList<string> Errors { get; init; }

    /// <inheritdoc/>
    public override EventKind Kind => EventKind.ConfigRejected;

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static JournalEvent Read(Instant at, ref EventReader fields) =>
        new ConfigRejected(at) { Path = fields.ReadString(), Errors = fields.ReadStrings() };

    /// <inheritdoc/>
    public override void Write(ref EventWriter writer)
    {
        writer.WriteString(Path);
        writer.WriteStrings(Errors);
    }
}
