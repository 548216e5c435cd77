using Tocsin.Journal.Events.Notify;
using Tocsin.Notify.Integrations;

namespace Tocsin.Notify.Receivers;

/// <summary>Compiles receivers from their configuration.</summary>
public static class NotifyModelBuilder
{
    /// <summary>Compiles every template and makes every client; connects to nobody.</summary>
    /// <param name="receivers">Validated, with the global settings filled in.</param>
    /// <param name="services">What integrations are built with.</param>
    public static NotifyModel Build(IReadOnlyList<ReceiverConfig> receivers, IntegrationServices services) =>
        new([.. receivers.Select(receiver => new ReceiverModel(
            receiver.Name,
            [.. receiver.Numbered().Select(numbered => Build(receiver, numbered.Config, numbered.Index, services))])
        {
            HasOwnDelivery = receiver.Delivery is not null || receiver.Fallback is not null,
            Fallback = receiver.Fallback is { } fallback ? new FallbackModel(fallback.Receiver, fallback.After) : null,
        })]);

    private static IntegrationModel Build(
        ReceiverConfig receiver, IntegrationConfig config, int index, IntegrationServices services) =>
        new(new IntegrationKey(receiver.Name, config.Integration, index), config.SendResolved, config.CreateNotifier(services))
        {
            KeepsIncidents = config.KeepsIncidents,
            Delivery = (receiver.Delivery ?? new()).Over(services.Delivery),
        };
}
