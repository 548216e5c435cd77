using Tocsin.Journal.Events.Notify;
using Tocsin.Model.Seams;
using Tocsin.Notify.Integrations;
using Tocsin.Notify.Integrations.NotServedYet;

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
                INotifier notifier = config.CreateNotifier(services);
                if (notifier is NotServedYetNotifier)
                {
                    warnings.Add($"receiver \"{receiver.Name}\": {NotServedYetNotifier.Sentence(config.Integration)}");
                }

                integrations.Add(new IntegrationModel(
                    new IntegrationKey(receiver.Name, config.Integration, index), config.SendResolved, notifier)
                {
                    KeepsIncidents = config.KeepsIncidents,
                });
            }

            models.Add(new ReceiverModel(receiver.Name, integrations));
        }

        return new NotifyModelResult(new NotifyModel(models), warnings);
    }
}
