using System.Text.Json;
using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations;
using Tocsin.Notify.Integrations.Opsgenie;
using Tocsin.Notify.Tests.Fakes;

namespace Tocsin.Notify.Tests.Contracts;

public sealed class OpsgenieContract : NotifierContract
{
    private protected override IReadOnlyList<string> Secrets => ["hidden-genie"];

    private protected override IntegrationConfig Config(ContractCase given) => new OpsgenieConfig
    {
        ApiUrl = new WebUrl(given.Server + "/"),
        ApiKey = new Secret("hidden-genie"),
        Message = given.Template,
        Description = given.Template,
    };

    private protected override void AnswerMessage() => Server.Answer(202, "{\"result\":\"Request will be processed\"}");

    private protected override string? KeyOf(WireRequest request) =>
        JsonDocument.Parse(request.Body).RootElement.GetProperty("alias").GetString();
}
