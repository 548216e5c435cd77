using System.Text.Json;
using Tocsin.Model.Labels;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations;
using Tocsin.Notify.Integrations.IncidentIo;
using Tocsin.Notify.Tests.Fakes;

namespace Tocsin.Notify.Tests.Contracts;

public sealed class IncidentIoContract : NotifierContract
{
    private protected override IReadOnlyList<string> Secrets => ["hidden-token"];

    private protected override IntegrationConfig Config(ContractCase given) => new IncidentIoConfig
    {
        Url = new WebUrl(given.Server + "/v2/alert_events/alertmanager/01GW2G3V0S59R238FAHPDS1R66"),
        AlertSourceToken = new Secret("hidden-token"),
        Timeout = given.Timeout,
    };

    // The labels of the route are all that is templated here.
    private protected override Notification NotificationOf(ContractCase given) =>
        base.NotificationOf(given) with { RouteLabels = LabelSet.Of(("tier", given.Template)) };

    private protected override void AnswerMessage() => Server.Answer(202, "{\"status\":\"accepted\"}");

    private protected override string? KeyOf(WireRequest request) =>
        JsonDocument.Parse(request.Body).RootElement.GetProperty("groupKey").GetString();
}
