using Tocsin.Journal.Format;
using Tocsin.Model;

namespace Tocsin.Journal.Events.Server;

/// <summary>A configuration came into force.</summary>
/// <param name="At">When.</param>
public sealed record ConfigLoaded(Instant At) : JournalEvent(At)
{
    /// <summary>The file, or empty for the embedded default.</summary>
    public required string Path { get; init; }

    /// <summary>The hash that the metric <c>alertmanager_config_hash</c> shows.</summary>
    public required ulong Hash { get; init; }

    /// <summary>The configuration as the status endpoint shows it, secrets hidden.</summary>
    public required string Text { get; init; }

    /// <inheritdoc/>
    public override EventKind Kind => EventKind.ConfigLoaded;

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static JournalEvent Read(Instant at, ref EventReader fields) => new ConfigLoaded(at)
    {
        Path = fields.ReadString(),
        Hash = fields.ReadFixed64(),
        Text = fields.ReadString(),
    };

    /// <inheritdoc/>
    public override void Write(ref EventWriter writer)
    {
        writer.WriteString(Path);
        writer.WriteFixed64(Hash);
        writer.WriteString(Text);
    }
}
