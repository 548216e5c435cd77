using Tocsin.Journal.Format;
using Tocsin.Model;

namespace Tocsin.Journal.Events.Rules;

/// <summary>Rule files came into force.</summary>
/// <param name="At">When.</param>
public sealed record RulesLoaded(Instant At) : JournalEvent(At)
{
    /// <summary>The files.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>How many rules they hold.</summary>
    public required int Rules { get; init; }

    /// <summary>How many groups differ from those in force before.</summary>
    public required int GroupsChanged { get; init; }

    /// <inheritdoc/>
    public override EventKind Kind => EventKind.RulesLoaded;

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static JournalEvent Read(Instant at, ref EventReader fields) => new RulesLoaded(at)
    {
        Files = fields.ReadStrings(),
        Rules = (int)fields.ReadVarint(),
        GroupsChanged = (int)fields.ReadVarint(),
    };

    /// <inheritdoc/>
    public override void Write(ref EventWriter writer)
    {
        writer.WriteStrings(Files);
        writer.WriteVarint((ulong)Rules);
        writer.WriteVarint((ulong)GroupsChanged);
    }
}

/// <summary>Rule files were refused; the rules before stay in force.</summary>
/// <param name="At">When.</param>
public sealed record RulesRejected(Instant At) : JournalEvent(At)
{
    /// <summary>All that is wrong, each with its place.</summary>
    public required IReadOnlyList<string> Errors { get; init; }

    /// <inheritdoc/>
    public override EventKind Kind => EventKind.RulesRejected;

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static JournalEvent Read(Instant at, ref EventReader fields) =>
        new RulesRejected(at) { Errors = fields.ReadStrings() };

    /// <inheritdoc/>
    public override void Write(ref EventWriter writer) => writer.WriteStrings(Errors);
}
