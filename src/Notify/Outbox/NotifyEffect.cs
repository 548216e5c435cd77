using Tocsin.Journal.Events;
using Tocsin.Journal.Events.Notify;
using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Seams;

namespace Tocsin.Notify.Outbox;

/// <summary>What <see cref="NotifyCore"/> wants done; its host does it in this order.</summary>
public abstract record NotifyEffect
{
    private NotifyEffect()
    {
    }

    /// <summary>Append an event to the journal.</summary>
    /// <param name="Event">The event; the core's state has it already.</param>
    /// <param name="Token">If not 0: call <see cref="NotifyCore.Appended"/> with it once the outcome is known.</param>
    public sealed record Append(JournalEvent Event, long Token) : NotifyEffect;

    /// <summary>Start an attempt; call <see cref="NotifyCore.AttemptEnded"/> when it ends.</summary>
    /// <param name="Notification">What to send.</param>
    /// <param name="Notifier">What sends it.</param>
    /// <param name="Integration">For the metrics.</param>
    /// <param name="Deadline">When to cancel it.</param>
    public sealed record StartSend(
        Notification Notification, INotifier Notifier, IntegrationKey Integration, Instant Deadline) : NotifyEffect;

    /// <summary>Read decisions back from the journal; call <see cref="NotifyCore.Loaded"/> with each, in any order.</summary>
    /// <param name="Places">Where they are.</param>
    public sealed record Load(IReadOnlyList<DecisionPlace> Places) : NotifyEffect;

    /// <summary>Hand alerts of our own to the intake, as any sender would.</summary>
    /// <param name="Alerts">About pages that reach nobody; ended ones if somebody is reached again.</param>
    public sealed record RaiseAlerts(IReadOnlyList<Alert> Alerts) : NotifyEffect;

    /// <summary>Tell the router how a flush ended.</summary>
    /// <param name="FlushToken">The token that came with the flush.</param>
    /// <param name="Succeeded">Whether the group may forget its resolved alerts.</param>
    public sealed record EndFlush(long FlushToken, bool Succeeded) : NotifyEffect;
}

/// <summary>Where the decision of a notification is.</summary>
/// <param name="Key">The notification's id as a number.</param>
/// <param name="Seq">The number of the event in the journal.</param>
public readonly record struct DecisionPlace(UInt128 Key, long Seq);
