using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations;
using Tocsin.Notify.Integrations.Telegram;
using Tocsin.Notify.Integrations.Webhook;
using Tocsin.Notify.Receivers;
using Tocsin.Notify.Tests.Fakes;

namespace Tocsin.Notify.Tests.Integrations;

public sealed class NotifyModelBuilderTests
{
    private readonly VirtualTime _time = new();

    [Fact]
    public void Integrations_are_numbered_within_their_kind_as_the_notification_log_knows_them()
    {
        var receiver = new ReceiverConfig
        {
            Name = "r",
            Integrations = [Webhook(), Webhook() with { SendResolved = false }, new TelegramConfig()],
        };

        NotifyModel model = NotifyModelBuilder.Build([receiver], TestServices.On(_time));

        Assert.Equal(
            ["r/webhook/0", "r/webhook/1", "r/telegram/0"],
            model.Receivers.Single().Integrations.Select(i => i.Key.ToString()));
        Assert.False(model.Receivers.Single().Integrations[1].SendResolved);
        Assert.NotNull(model.Find(new("r", "webhook", 1)));
        Assert.Null(model.Find(new("r", "webhook", 2)));
    }

    [Fact]
    public void Every_integration_is_in_the_build_order_and_can_be_built()
    {
        IReadOnlyList<IntegrationConfig> all = [.. typeof(IntegrationConfig).Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(typeof(IntegrationConfig)))
            .Select(t => (IntegrationConfig)Activator.CreateInstance(t)!)];
        Assert.Equal(ReceiverConfig.BuildOrder.Order(), all.Select(i => i.Integration).Order());

        NotifyModel model = NotifyModelBuilder.Build(
            [new ReceiverConfig { Name = "r", Integrations = all }], TestServices.On(_time));

        Assert.Equal(all.Count, model.Integrations.Count());
    }

    [Fact]
    public void A_test_is_ended_where_something_would_stay_open()
    {
        IEnumerable<string> keeping = typeof(IntegrationConfig).Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(typeof(IntegrationConfig)))
            .Select(t => (IntegrationConfig)Activator.CreateInstance(t)!)
            .Where(config => config.KeepsIncidents).Select(config => config.Integration);
        Assert.Equal(
            ["alertmanager", "incidentio", "jira", "opsgenie", "pagerduty", "victorops"], keeping.Order(StringComparer.Ordinal));
    }

    private static WebhookConfig Webhook() => new() { Url = new Secret("http://x/") };
}
