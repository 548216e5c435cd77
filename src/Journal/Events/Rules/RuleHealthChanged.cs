using Tocsin.Journal.Format;
using Tocsin.Model;

namespace Tocsin.Journal.Events.Rules;

/// <summary>A rule cannot be evaluated, for another reason than before, or can be again.</summary>
/// <param name="At">The instant of the evaluation.</param>
public sealed record RuleHealthChanged(Instant At) : JournalEvent(At)
{
    /// <summary>The rule.</summary>
    public required RuleKey Key { get; init; }

    /// <summary>What is wrong; empty if nothing is any more.</summary>
    public string Error { get; init; } = "";

    /// <inheritdoc/>
    public override EventKind Kind => EventKind.RuleHealthChanged;

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static JournalEvent Read(Instant at, ref EventReader fields) =>
        new RuleHealthChanged(at) { Key = RuleKey.Read(ref fields), Error = fields.ReadString() };

    /// <inheritdoc/>
    public override void Write(ref EventWriter writer)
    {
        Key.Write(ref writer);
        writer.WriteString(Error);
    }
}
