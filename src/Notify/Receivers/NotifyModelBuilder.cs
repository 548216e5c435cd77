using Tocsin.Journal.Events.Notify;
using Tocsin.Model.Seams;
using Tocsin.Notify.Integrations;
using Tocsin.Notify.Integrations.Email;
using Tocsin.Notify.Integrations.NotServedYet;
using Tocsin.Notify.Integrations.Pagerduty;
using Tocsin.Notify.Integrations.Slack;
using Tocsin.Notify.Integrations.Webhook;

namespace Tocsin.Notify.Receivers;

/// <summary>What building the receivers gave.</summary>
/// <param name="Model">The receivers.</param>
/// <param name="Warnings">One sentence for each integration that is configured and cannot send yet.</param>
public sealed record NotifyModelResult(NotifyModel Model, IReadOnlyList<string> Warnings);

/// <summary>Compiles receivers from their configuration.</summary>
public static class NotifyModelBuilder
{
    /// <summary>Compiles every template and makes every client; connects to nobody.</summary>
    /// <param name="receivers">Validated, with the global settings filled in.</param>
    /// <param name="services">What integrations are built with.</param>
    public static NotifyModelResult Build(IReadOnlyList<ReceiverConfig> receivers, IntegrationServices services)
    {
        List<string> warnings = [];
        List<ReceiverModel> models = [];
        foreach (ReceiverConfig receiver in receivers)
        {
            List<IntegrationModel> integrations = [];
            foreach ((IntegrationConfig config, int index) in receiver.Numbered())
            {
                INotifier notifier = Create(config, services);
                if (notifier is NotServedYetNotifier)
                {
                    warnings.Add($"receiver \"{receiver.Name}\": {NotServedYetNotifier.Sentence(config.Integration)}");
                }

                integrations.Add(new IntegrationModel(
                    new IntegrationKey(receiver.Name, config.Integration, index), config.SendResolved, notifier));
            }

            models.Add(new ReceiverModel(receiver.Name, integrations));
        }

        return new NotifyModelResult(new NotifyModel(models), warnings);
    }

    private static INotifier Create(IntegrationConfig config, IntegrationServices services) => config switch
    {
        WebhookConfig webhook => new WebhookNotifier(webhook, services),
        EmailConfig email => new EmailNotifier(email, services),
        SlackConfig slack => new SlackNotifier(slack, services),
        PagerdutyConfig pagerduty => new PagerdutyNotifier(pagerduty, services),
        _ => new NotServedYetNotifier(config.Integration),
    };
}
