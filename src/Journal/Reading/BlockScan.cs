using Tocsin.Journal.Events;
using Tocsin.Journal.Format;
using Tocsin.Journal.Subjects;

namespace Tocsin.Journal.Reading;

/// <summary>Decodes those events of one block that a query asks for.</summary>
internal sealed class BlockScan(JournalQuery query)
{
    private readonly HashSet<EventKind>? _kinds = query.Kinds.Count == 0 ? null : [.. query.Kinds];

    /// <summary>The events found, in order of their numbers.</summary>
    public List<JournalRecord> Found { get; } = [];

    /// <summary>Scans a block for events numbered from <paramref name="first"/> to <paramref name="last"/>.</summary>
    /// <exception cref="JournalFormatException">The block is damaged; <see cref="Found"/> has what came
    /// before.</exception>
    public void Scan(Block block, long first, long last)
    {
        Found.Clear();
        ReadOnlySpan<byte> body = block.Body.Span;
        for (long seq = block.FirstSeq; !body.IsEmpty && seq <= last; seq++)
        {
            EventEnvelope envelope = EventEnvelope.Next(ref body);
            if (seq >= first && Wants(envelope) && envelope.Decode() is { } happened && Concerns(happened))
            {
                Found.Add(new JournalRecord(seq, happened));
            }
        }
    }

    private bool Wants(EventEnvelope envelope)
    {
        if (envelope.At < query.From || (envelope.At >= query.To && query.To != Model.Instant.Max))
        {
            return false;
        }

        if (_kinds is not null && !_kinds.Contains(envelope.Kind))
        {
            return false;
        }

        if (query.Subjects.Count == 0)
        {
            return true;
        }

        foreach (SubjectKey subject in query.Subjects)
        {
            if (envelope.MayConcern(subject))
            {
                return true;
            }
        }

        return false;
    }

    // The 16 bits in front of an event pass a stranger once in 65,536; the whole keys decide.
    private bool Concerns(JournalEvent happened)
    {
        if (query.Subjects.Count == 0)
        {
            return true;
        }

        var subjects = new SubjectCollector();
        happened.CollectSubjects(ref subjects);
        foreach (SubjectKey subject in query.Subjects)
        {
            if (subjects.Keys.Contains(subject.Value))
            {
                return true;
            }
        }

        return false;
    }
}
