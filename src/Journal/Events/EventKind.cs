namespace Tocsin.Journal.Events;

/// <summary>What an event tells. Persisted: values are never changed or reused, and a golden test holds them.</summary>
/// <remarks>Reserved: 1-19 routing, 20-39 notify, 40-59 server, 60-79 rules, 80 and up for later stages.</remarks>
public enum EventKind : ushort
{
    /// <summary>No event.</summary>
    None = 0,

    // Routing, 1-19. (Keep this line, so that two stages can add kinds without touching the same lines.)

    /// <summary>An alert was accepted, and it was more than a heartbeat.</summary>
    AlertReceived = 1,

    /// <summary>The ends that a second's heartbeats moved.</summary>
    AlertsExtended = 2,

    /// <summary>An alert was found to have ended by time.</summary>
    AlertEnded = 3,

    /// <summary>A new alert was refused by the limit on its name.</summary>
    AlertLimited = 4,

    /// <summary>Resolved alerts left a group.</summary>
    AlertsReleased = 5,

    /// <summary>Ended alerts left the table.</summary>
    AlertsForgotten = 6,

    /// <summary>The first alert of a group came.</summary>
    GroupOpened = 7,

    /// <summary>A group was flushed and saw something new.</summary>
    GroupFlushed = 8,

    /// <summary>A group ended.</summary>
    GroupClosed = 9,

    /// <summary>A silence was made, changed or expired.</summary>
    SilenceChanged = 10,

    // Notify, 20-39. (Keep this line too.)

    /// <summary>A message will be sent.</summary>
    NotificationDecided = 20,

    /// <summary>A flush led to no message.</summary>
    NotificationHeld = 21,

    /// <summary>One attempt to send ended.</summary>
    AttemptFinished = 22,

    /// <summary>People were told, and the notification log remembers what.</summary>
    NotificationLogged = 23,

    /// <summary>A notification ended without being delivered.</summary>
    NotificationFailed = 24,

    /// <summary>Alerts of which people were told are muted now.</summary>
    MuteNoted = 25,

    /// <summary>A template failed while a message was written.</summary>
    TemplateFailed = 26,

    /// <summary>A receiver failed so often that its messages wait, or took one again.</summary>
    BreakerChanged = 27,

    /// <summary>A page reached nobody, or the receiver that it was meant for takes messages again.</summary>
    PageUndeliverable = 28,

    /// <summary>Somebody had a test message sent.</summary>
    ReceiverTested = 30,

    /// <summary>An alert of a rule began or ended, and outside Alertmanagers are to be told.</summary>
    AlertQueued = 31,

    /// <summary>An outside Alertmanager need not be told of alerts any more.</summary>
    AlertsUnqueued = 32,

    // Server, 40-59. (And this one.)

    /// <summary>The program began to run.</summary>
    ServerStarted = 40,

    /// <summary>The program ended in order.</summary>
    ServerStopped = 41,

    /// <summary>A configuration came into force.</summary>
    ConfigLoaded = 42,

    /// <summary>A configuration was refused; the one before stays in force.</summary>
    ConfigRejected = 43,

    // Rules, 60-79.

    /// <summary>An alert of a rule began, fires, ended, or is forgotten.</summary>
    RuleAlertChanged = 60,

    /// <summary>A rule cannot be evaluated, or can be again.</summary>
    RuleHealthChanged = 61,

    /// <summary>Rules were evaluated until then.</summary>
    RulesEvaluated = 62,

    /// <summary>Rule files came into force.</summary>
    RulesLoaded = 63,

    /// <summary>Rule files were refused; the rules before stay in force.</summary>
    RulesRejected = 64,

    /// <summary>Somebody wrote, removed or brought back a rule group over the API.</summary>
    RuleGroupEdited = 65,

    /// <summary>A rule has no data, or has some again.</summary>
    RuleDataChanged = 66,
}
