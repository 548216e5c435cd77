using System.Text.Json;
using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations;
using Tocsin.Notify.Integrations.Pagerduty;
using Tocsin.Notify.Tests.Fakes;
using Tocsin.Yaml;

namespace Tocsin.Notify.Tests.Contracts;

public sealed class PagerdutyContract : NotifierContract
{
    private protected override IReadOnlyList<string> Secrets => ["R0123456789HIDDEN"];

    private protected override IntegrationConfig Config(ContractCase given) => new PagerdutyConfig
    {
        RoutingKey = new Secret("R0123456789HIDDEN"),
        Url = new WebUrl(given.Server + "/v2/enqueue"),
        Description = given.Template,
        Details = new YamlMap([KeyValuePair.Create<YamlValue, YamlValue>(new YamlText("text"), new YamlText(given.Template))]),
        Timeout = given.Timeout,
    };

    private protected override void AnswerMessage() => Server.Answer(202, "{\"status\":\"success\"}");

    private protected override string? KeyOf(WireRequest request) =>
        JsonDocument.Parse(request.Body).RootElement.GetProperty("dedup_key").GetString();
}
