using Tocsin.Journal.Format;
using Tocsin.Journal.Subjects;
using Tocsin.Model;
using Tocsin.Model.Labels;

namespace Tocsin.Journal.Events.Routing;

/// <summary>A silence was made, changed or expired; the event holds it whole.</summary>
/// <param name="At">When.</param>
/// <param name="Id">The silence's id.</param>
public sealed record SilenceChanged(Instant At, string Id) : JournalEvent(At)
{
    /// <summary>Matcher sets: an alert is silenced if all matchers of any set match.</summary>
    public required IReadOnlyList<IReadOnlyList<SilenceMatcher>> MatcherSets { get; init; }

    /// <summary>When it begins.</summary>
    public required Instant StartsAt { get; init; }

    /// <summary>When it ends.</summary>
    public required Instant EndsAt { get; init; }

    /// <summary>When it was changed last.</summary>
    public required Instant UpdatedAt { get; init; }

    /// <summary>When it may be forgotten.</summary>
    public required Instant ExpiresAt { get; init; }

    /// <summary>Who made it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>Why.</summary>
    public required string Comment { get; init; }

    /// <summary>Further texts.</summary>
    public required LabelSet Annotations { get; init; }

    /// <inheritdoc/>
    public override EventKind Kind => EventKind.SilenceChanged;

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static JournalEvent Read(Instant at, ref EventReader fields) => new SilenceChanged(at, fields.ReadString())
    {
        MatcherSets = ReadSets(ref fields),
        StartsAt = fields.ReadInstant(),
        EndsAt = fields.ReadInstant(),
        UpdatedAt = fields.ReadInstant(),
        ExpiresAt = fields.ReadInstant(),
        CreatedBy = fields.ReadString(),
        Comment = fields.ReadString(),
        Annotations = fields.ReadLabels(),
    };

    /// <inheritdoc/>
    public override void Write(ref EventWriter writer)
    {
        writer.WriteString(Id);
        writer.WriteCount(MatcherSets.Count);
        foreach (IReadOnlyList<SilenceMatcher> set in MatcherSets)
        {
            writer.WriteCount(set.Count);
            foreach (SilenceMatcher matcher in set)
            {
                writer.WriteString(matcher.Name);
                writer.WriteByte(matcher.Operator);
                writer.WriteString(matcher.Value);
            }
        }

        writer.WriteInstant(StartsAt);
        writer.WriteInstant(EndsAt);
        writer.WriteInstant(UpdatedAt);
        writer.WriteInstant(ExpiresAt);
        writer.WriteString(CreatedBy);
        writer.WriteString(Comment);
        writer.WriteLabels(Annotations);
    }

    /// <inheritdoc/>
    public override void CollectSubjects(ref SubjectCollector subjects) => subjects.Add(SubjectKey.Silence(Id));

    private static List<IReadOnlyList<SilenceMatcher>> ReadSets(ref EventReader fields)
    {
        int count = fields.ReadCount();
        var sets = new List<IReadOnlyList<SilenceMatcher>>(Math.Min(count, fields.Remaining));
        for (int i = 0; i < count; i++)
        {
            int matchers = fields.ReadCount();
            var set = new List<SilenceMatcher>(Math.Min(matchers, fields.Remaining));
            for (int j = 0; j < matchers; j++)
            {
                set.Add(new SilenceMatcher(fields.ReadString(), fields.ReadByte(), fields.ReadString()));
            }

            sets.Add(set);
        }

        return sets;
    }
}

/// <summary>A matcher on disk.</summary>
/// <param name="Name">The label's name.</param>
/// <param name="Operator">0 <c>=</c>, 1 <c>!=</c>, 2 <c>=~</c>, 3 <c>!~</c>. Persisted.</param>
/// <param name="Value">The value or the pattern.</param>
public readonly record struct SilenceMatcher(string Name, byte Operator, string Value);
