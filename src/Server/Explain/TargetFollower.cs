using Tocsin.Journal.Events;
using Tocsin.Journal.Events.Notify;
using Tocsin.Journal.Events.Routing;
using Tocsin.Model.Labels;
using Tocsin.Notify.Outbox;

namespace Tocsin.Server.Explain;

/// <summary>
/// Follows what was told of one alert to each target: the last event that concerns it. A group's message that left
/// before the alert joined, or without it as it was muted, says nothing about the alert.
/// </summary>
internal sealed class TargetFollower(Fingerprint alert)
{
    private readonly Dictionary<string, long> _firstFlushes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _messages = new(StringComparer.Ordinal);
    private readonly HashSet<string> _retried = new(StringComparer.Ordinal);
    private readonly Dictionary<NotificationTarget, JournalEvent> _last = [];
    private readonly HashSet<NotificationTarget> _plain = [];
    private readonly Dictionary<NotificationTarget, NotificationDecided> _fallbacks = [];
    private PageUndeliverable? _lost;

    /// <summary>Takes the next event, in their order.</summary>
    public void Take(JournalEvent happened)
    {
        switch (happened)
        {
            case GroupFlushed flushed when flushed.Alerts.Any(one => one.Fingerprint == alert):
                _firstFlushes.TryAdd(flushed.GroupId, flushed.Number);
                break;
            case NotificationDecided decided when decided.Alerts.Any(one => one.Fingerprint == alert):
                _messages.Add(decided.Id);
                _last[decided.Target] = decided;
                if (decided.Origin is not null)
                {
                    _fallbacks[decided.Target] = decided;
                }

                break;
            case NotificationHeld held when IsAfterFirstFlush(held.Target.GroupId, held.FlushNumber):
                _last[held.Target] = held;
                break;
            case AttemptFinished attempt when _messages.Contains(attempt.Id):
                TakeAttempt(attempt);
                break;
            case NotificationLogged logged when ConcernsIt(logged):
                _last[logged.Target] = logged;
                _lost = null;
                break;
            case NotificationFailed failed when _messages.Contains(failed.Id):
                _last[failed.Target] = failed;
                break;
            case PageUndeliverable page when _messages.Contains(page.Id):
                _lost = page;
                break;
            case TemplateFailed template when _messages.Contains(template.Id):
                _plain.Add(template.Target);
                break;
        }
    }

    /// <summary>How it stands with each target, given the messages that wait for their turn now.</summary>
    public IEnumerable<Verdict> Verdicts(IReadOnlyList<WaitingMessage> waiting)
    {
        foreach ((NotificationTarget target, JournalEvent happened) in _last)
        {
            if (happened is NotificationDecided or AttemptFinished { Result: AttemptResult.Retry }
                && waiting.FirstOrDefault(one => one.Target == target) is { } wait)
            {
                yield return TargetVerdicts.Waiting(wait);
                continue;
            }

            // An attempt that could have been tried again ends in a failure only when the time is up.
            yield return happened is NotificationFailed failed && _retried.Contains(failed.Id)
                ? TargetVerdicts.OutOfTime(target, failed)
                : TargetVerdicts.Of(target, happened);
        }

        if (_lost is { } lost)
        {
            yield return TargetVerdicts.Lost(lost);
        }

        foreach (NotificationDecided decided in _fallbacks.Values)
        {
            yield return TargetVerdicts.Fallback(decided);
        }

        foreach (NotificationTarget target in _plain)
        {
            yield return TargetVerdicts.Plain(target);
        }
    }

    private void TakeAttempt(AttemptFinished attempt)
    {
        _last[attempt.Target] = attempt;
        if (attempt.Result == AttemptResult.Retry)
        {
            _retried.Add(attempt.Id);
        }
        else
        {
            _retried.Remove(attempt.Id);
        }
    }

    // Flushes that change nothing are not in the journal one by one, so a later number counts too.
    private bool IsAfterFirstFlush(string groupId, long number) =>
        _firstFlushes.TryGetValue(groupId, out long first) && first <= number;

    private bool ConcernsIt(NotificationLogged logged) => logged.Id.Length > 0
        ? _messages.Contains(logged.Id)
        : _firstFlushes.ContainsKey(logged.Target.GroupId);
}
