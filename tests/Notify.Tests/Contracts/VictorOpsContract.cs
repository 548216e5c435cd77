using System.Text.Json;
using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations;
using Tocsin.Notify.Integrations.VictorOps;
using Tocsin.Notify.Tests.Fakes;

namespace Tocsin.Notify.Tests.Contracts;

public sealed class VictorOpsContract : NotifierContract
{
    private protected override IReadOnlyList<string> Secrets => ["hidden-key"];

    private protected override IntegrationConfig Config(ContractCase given) => new VictorOpsConfig
    {
        ApiUrl = new WebUrl(given.Server + "/alert/"),
        ApiKey = new Secret("hidden-key"),
        RoutingKey = "team",
        EntityDisplayName = given.Template,
        StateMessage = given.Template,
        CustomFields = new Dictionary<string, string> { ["more"] = given.Template },
    };

    private protected override void AnswerMessage() => Server.Answer(200, "{\"result\":\"success\"}");

    private protected override string? KeyOf(WireRequest request) =>
        JsonDocument.Parse(request.Body).RootElement.GetProperty("entity_id").GetString();
}
