using Tocsin.Journal.Events;
using Tocsin.Journal.Subjects;
using Tocsin.Model;

namespace Tocsin.Journal.Reading;

/// <summary>Which events a reader wants. Every condition must hold; <c>new()</c> asks for all events.</summary>
public sealed record JournalQuery
{
    /// <summary>The first instant, included.</summary>
    public Instant From { get; init; }

    /// <summary>The last instant, excluded; <see cref="Instant.Max"/> for no end.</summary>
    public Instant To { get; init; } = Instant.Max;

    /// <summary>The kinds wanted; empty for all.</summary>
    public IReadOnlyList<EventKind> Kinds { get; init; } = [];

    /// <summary>Subjects of which an event must concern at least one; empty for no such condition.</summary>
    public IReadOnlyList<SubjectKey> Subjects { get; init; } = [];

    /// <summary>True for the latest events first.</summary>
    public bool NewestFirst { get; init; }

    /// <summary>At most this many events.</summary>
    public int Limit { get; init; } = int.MaxValue;

    /// <summary>
    /// Only events that come after this number in the order asked for: the last one of the page before.
    /// </summary>
    public long? AfterSeq { get; init; }
}

/// <summary>An event and its place.</summary>
/// <param name="Seq">Its number in the one order of all events, from 1.</param>
/// <param name="Event">What happened.</param>
public readonly record struct JournalRecord(long Seq, JournalEvent Event);
