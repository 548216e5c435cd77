using Tocsin.Model;
using Tocsin.Model.Labels;

namespace Tocsin.Routing.Inhibition;

/// <summary>An alert that is a source of at least one rule.</summary>
internal sealed class Source(Fingerprint fingerprint)
{
    public readonly Fingerprint Fingerprint = fingerprint;

    /// <summary>When it ends; <see cref="Instant.Max"/> stands for never.</summary>
    public Instant EndsAt;

    /// <summary>Where it is listed: one seat per rule that it is a source of.</summary>
    public Seat[] Seats = [];
}

/// <summary>The place of a source in a zone.</summary>
internal struct Seat
{
    public SourceZone Zone;
    public int Position;

    /// <summary>The rule whose table holds the zone's bucket.</summary>
    public int Rule;
}
