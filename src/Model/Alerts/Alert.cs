using Tocsin.Model.Labels;

namespace Tocsin.Model.Alerts;

/// <summary>One alert as the router holds it: Alertmanager's alert. Immutable; a change is a new object.</summary>
public sealed record Alert
{
    /// <summary>The identity of the alert; never empty, no empty values.</summary>
    public required LabelSet Labels { get; init; }

    /// <summary>Texts for people; not part of the identity.</summary>
    public LabelSet Annotations { get; init; } = LabelSet.Empty;

    /// <summary>When it began to fire.</summary>
    public required Instant StartsAt { get; init; }

    /// <summary>When it ends or ended; the zero time while firing in a notification, otherwise always set.</summary>
    public required Instant EndsAt { get; init; }

    /// <summary>When it was last received.</summary>
    public required Instant UpdatedAt { get; init; }

    /// <summary>Where it came from; an absolute URL or empty.</summary>
    public string GeneratorUrl { get; init; } = "";

    /// <summary>True if the sender gave no end, so that <see cref="EndsAt"/> is the resolve time-out.</summary>
    public bool EndsByTimeout { get; init; }

    /// <summary>The fingerprint of <see cref="Labels"/>.</summary>
    public Fingerprint Fingerprint => Labels.Fingerprint;

    /// <summary>True if the alert has ended by <paramref name="now"/>. Time alone decides; no event is needed.</summary>
    public bool IsResolvedAt(Instant now) => !EndsAt.IsZero && EndsAt <= now;
}
