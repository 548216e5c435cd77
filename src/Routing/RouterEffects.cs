using Tocsin.Journal.Events;
using Tocsin.Model.Seams;
using Tocsin.Routing.Grouping;

namespace Tocsin.Routing;

/// <summary>
/// What one input to the router caused: the host appends the events first, then hands on the flushes. Reused from
/// input to input, so the host empties it.
/// </summary>
public sealed class RouterEffects
{
    /// <summary>Events for the journal, in order.</summary>
    public List<JournalEvent> Events { get; } = [];

    /// <summary>Flushes for Notify, in order.</summary>
    public List<Flush> Flushes { get; } = [];

    /// <summary>How many alerts were not known before.</summary>
    internal int Created { get; set; }

    /// <summary>The groups of <see cref="Flushes"/>, which must hear how their flushes end.</summary>
    internal List<AlertGroup> Flushed { get; } = [];

    internal void Add(Flush flush, AlertGroup group)
    {
        Flushes.Add(flush);
        Flushed.Add(group);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Created = 0;
        Flushed.Clear();
        Events.Clear();
        Flushes.Clear();
    }
}
