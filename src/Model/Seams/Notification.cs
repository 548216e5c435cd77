using System.Collections.Frozen;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;

namespace Tocsin.Model.Seams;

/// <summary>One message to one integration of one receiver, decided and journaled. Immutable.</summary>
public sealed record Notification
{
    /// <summary>No receiver data.</summary>
    public static readonly IReadOnlyDictionary<string, string> NoData = FrozenDictionary<string, string>.Empty;

    /// <summary>Names the decision for ever: 32 hexadecimal digits, the same in every attempt and after a crash.</summary>
    public required string Id { get; init; }

    /// <summary>Upstream's group key text; its SHA-256 is the receiver's deduplication key.</summary>
    public required string GroupKey { get; init; }

    /// <summary>The group's own identity.</summary>
    public required string GroupId { get; init; }

    /// <summary>The name of the receiver as written in the configuration.</summary>
    public required string Receiver { get; init; }

    /// <summary>The labels by which the group was made.</summary>
    public required LabelSet GroupLabels { get; init; }

    /// <summary>The route's own labels with its parents', values still templates.</summary>
    public LabelSet RouteLabels { get; init; } = LabelSet.Empty;

    /// <summary>The alerts to tell of, in the order of the flush; a firing one has a zero end. Never empty.</summary>
    public required IReadOnlyList<Alert> Alerts { get; init; }

    /// <summary>
    /// Why it is sent, in upstream's words, for example <c>first notification</c>; or, if it stands in for another
    /// receiver's, <c>fallback from chat: …</c>.
    /// </summary>
    public required string Reason { get; init; }

    /// <summary>The tick of the flush.</summary>
    public required Instant At { get; init; }

    /// <summary>How long an unchanged group stays quiet; zero if nobody tells it again.</summary>
    public TimeSpan RepeatInterval { get; init; }

    /// <summary>When the flush ends: at least its group's interval after <see cref="At"/>. Zero if there is none.</summary>
    public Instant Deadline { get; init; }

    /// <summary>Which attempt this is, from 1; it goes on counting after a restart.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>True if an earlier attempt may have arrived without our knowing: the message must say so.</summary>
    public bool IsRepeat { get; init; }

    /// <summary>
    /// True if it is a test that somebody asked for: it must not touch what stands for a real group at the other end.
    /// </summary>
    public bool IsTest { get; init; }

    /// <summary>Whom it stands in for, which the message must say; null if a route meant this receiver.</summary>
    public FallbackFor? FallbackFor { get; init; }

    /// <summary>What the receiver answered to this group's last message, for example the message to update.</summary>
    public IReadOnlyDictionary<string, string> ReceiverData { get; init; } = NoData;

    /// <summary>True if at least one alert fires; then the message's status is firing.</summary>
    public bool IsFiring
    {
        get
        {
            for (int i = 0; i < Alerts.Count; i++)
            {
                if (!Alerts[i].IsResolvedAt(At))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
