using Microsoft.Extensions.Logging;
using Tocsin.Journal.Events;
using Tocsin.Journal.Events.Notify;

namespace Tocsin.Server.Hosting;

/// <summary>Log lines for what Notify does; the journal has the whole story.</summary>
internal sealed partial class NotifyLog(ILogger<NotifyLog> log)
{
    public void Tell(JournalEvent happened)
    {
        switch (happened)
        {
            case AttemptFinished { Result: AttemptResult.Delivered } sent when log.IsEnabled(LogLevel.Debug):
                LogDelivered(sent.Target.Receiver, sent.Target.Instance.Integration, sent.Attempt, sent.Id);
                break;
            case AttemptFinished { Result: AttemptResult.Delivered }:
                break;
            case AttemptFinished { NextTryAt.IsZero: true } failed:
                LogLastAttempt(failed.Target.Receiver, failed.Target.Integration, failed.Attempt, failed.Answer);
                break;
            case AttemptFinished failed:
                LogAttempt(failed.Target.Receiver, failed.Target.Integration, failed.Attempt, failed.Answer);
                break;
            case NotificationFailed failed:
                LogFailed(failed.Target.Receiver, failed.Target.Integration, failed.Attempts, failed.Detail);
                break;
            case PageUndeliverable { IsOver: true } page:
                LogReachable(page.Target.Receiver, page.Target.Instance.Place);
                break;
            case PageUndeliverable page:
                LogUndeliverable(page.Target.Receiver, page.Target.Instance.Place, page.Detail);
                break;
            case TemplateFailed template:
                LogTemplate(template.Target.Receiver, template.Target.Integration, template.Error);
                break;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Notify success {receiver} {integration} {attempts} {notification}")]
    private partial void LogDelivered(string receiver, string integration, int attempts, string notification);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Notify attempt failed, will retry later {receiver} {integration} {attempts} {err}")]
    private partial void LogAttempt(string receiver, string integration, int attempts, string err);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Notify attempt failed, no other follows {receiver} {integration} {attempts} {err}")]
    private partial void LogLastAttempt(string receiver, string integration, int attempts, string err);

    [LoggerMessage(Level = LogLevel.Error, Message = "Notify for alerts failed {receiver} {integration} {num_attempts} {err}")]
    private partial void LogFailed(string receiver, string integration, int num_attempts, string err);

    [LoggerMessage(Level = LogLevel.Error, Message = "A page reached nobody {receiver} {integration} {err}")]
    private partial void LogUndeliverable(string receiver, string integration, string err);

    [LoggerMessage(Level = LogLevel.Information, Message = "Pages reach somebody again {receiver} {integration}")]
    private partial void LogReachable(string receiver, string integration);

    [LoggerMessage(Level = LogLevel.Error, Message = "A template failed; a plain message was sent instead {receiver} {integration} {err}")]
    private partial void LogTemplate(string receiver, string integration, string err);
}
