using Tocsin.Journal.Format;
using Tocsin.Model;

namespace Tocsin.Journal.Events.Rules;

/// <summary>A rule that says what is to be done without data has none from now on, or has some again.</summary>
/// <param name="At">The instant of the evaluation.</param>
public sealed record RuleDataChanged(Instant At) : JournalEvent(At)
{
    /// <summary>The rule.</summary>
    public required RuleKey Key { get; init; }

    /// <summary>True if there is data again.</summary>
    public required bool HasData { get; init; }

    /// <summary>What the rule says is to be done, as it is written: <c>keep</c>.</summary>
    public string Policy { get; init; } = "";

    /// <inheritdoc/>
    public override EventKind Kind => EventKind.RuleDataChanged;

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static JournalEvent Read(Instant at, ref EventReader fields) => new RuleDataChanged(at)
    {
        Key = RuleKey.Read(ref fields),
        HasData = fields.ReadBool(),
        Policy = fields.ReadString(),
    };

    /// <inheritdoc/>
    public override void Write(ref EventWriter writer)
    {
        Key.Write(ref writer);
        writer.WriteBool(HasData);
        writer.WriteString(Policy);
    }
}
