using Tocsin.Journal.Events;
using Tocsin.Model;
using Tocsin.Model.Labels;
using Tocsin.Notify.Outbox;
using Tocsin.Routing.Routes;
using Tocsin.Routing.Silences;
using Tocsin.Routing.Views;

namespace Tocsin.Server.Explain;

/// <summary>All that is known of one alert at one instant: the router's present state and the journal's past.</summary>
public sealed record AlertFacts
{
    /// <summary>The alert asked about.</summary>
    public required Fingerprint Fingerprint { get; init; }

    /// <summary>The present.</summary>
    public required Instant Now { get; init; }

    /// <summary>Its labels, from the table or from the journal; null if it was never seen.</summary>
    public LabelSet? Labels { get; init; }

    /// <summary>The alert as stored; null if the table has forgotten it or never had it.</summary>
    public AlertView? View { get; init; }

    /// <summary>Where it goes; null if its labels are not known.</summary>
    public RouteTrace? Trace { get; init; }

    /// <summary>The silences that mute it now or will; none for an alert that the table has forgotten.</summary>
    public IReadOnlyList<Silence> Silences { get; init; } = [];

    /// <summary>The groups that hold it now, without their alerts.</summary>
    public IReadOnlyList<GroupView> Groups { get; init; } = [];

    /// <summary>The integrations of each receiver by name, such as <c>webhook[0]</c>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Integrations { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>What the journal has about it and its groups, oldest first.</summary>
    public IReadOnlyList<JournalEvent> Events { get; init; } = [];

    /// <summary>The messages of its groups that wait for their turn now.</summary>
    public IReadOnlyList<WaitingMessage> Waiting { get; init; } = [];

    /// <summary>Nothing is flushed before this instant; zero if there is no such delay.</summary>
    public Instant QuietUntil { get; init; }

    /// <summary>Why the journal cannot write; empty if it can.</summary>
    public string JournalFault { get; init; } = "";
}
