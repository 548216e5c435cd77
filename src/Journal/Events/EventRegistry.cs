using Tocsin.Journal.Events.Notify;
using Tocsin.Journal.Events.Routing;
using Tocsin.Journal.Events.Rules;
using Tocsin.Journal.Events.Server;
using Tocsin.Journal.Format;
using Tocsin.Model;

namespace Tocsin.Journal.Events;

/// <summary>Finds the reader of a stored event by its kind. Safe for concurrent use.</summary>
public static class EventRegistry
{
    private static readonly ReadEvent?[] Readers = Build(
        RoutingEvents.Readers,
        NotifyEvents.Readers,
        ServerEvents.Readers,
        RulesEvents.Readers);

    /// <summary>The kinds that this version can read, ascending.</summary>
    public static IEnumerable<EventKind> Known =>
        Enumerable.Range(0, Readers.Length).Where(i => Readers[i] is not null).Select(i => (EventKind)i);

    /// <summary>Reads an event; null if the kind is one that this version does not know, which is no error.</summary>
    /// <exception cref="JournalFormatException">The kind is known and the fields are damaged.</exception>
    public static JournalEvent? Read(EventKind kind, Instant at, ref EventReader fields)
    {
        ReadEvent? read = (int)kind < Readers.Length ? Readers[(int)kind] : null;
        if (read is null)
        {
            return null;
        }

        try
        {
            return read(at, ref fields);
        }
        catch (Exception wrong) when (wrong is ArgumentException or FormatException and not JournalFormatException
            or OverflowException or InvalidOperationException)
        {
            // A record may check its own fields; stored bytes that fail such a check are damaged, not a bug.
            throw new JournalFormatException($"a stored {kind} is damaged: {wrong.Message}", wrong);
        }
    }

    private static ReadEvent?[] Build(params ReadOnlySpan<IReadOnlyList<(EventKind Kind, ReadEvent Read)>> tables)
    {
        var readers = new ReadEvent?[128];
        foreach (IReadOnlyList<(EventKind Kind, ReadEvent Read)> table in tables)
        {
            foreach ((EventKind kind, ReadEvent read) in table)
            {
                readers[(int)kind] = readers[(int)kind] is null
                    ? read
                    : throw new InvalidOperationException($"two readers for event kind {kind}");
            }
        }

        return readers;
    }
}
