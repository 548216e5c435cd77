using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations;
using Tocsin.Notify.Integrations.Webhook;
using Tocsin.Notify.Tests.Fakes;
using Tocsin.Yaml;

namespace Tocsin.Notify.Tests.Contracts;

public sealed class WebhookContract : NotifierContract
{
    private protected override IReadOnlyList<string> Secrets => ["hidden-path", "hidden-query", "hidden-header"];

    private protected override IntegrationConfig Config(ContractCase given) => new WebhookConfig
    {
        Url = new Secret(given.Server + "/hidden-path?k=hidden-query"),
        Timeout = given.Timeout,
        Payload = new YamlMap([KeyValuePair.Create<YamlValue, YamlValue>(new YamlText("text"), new YamlText(given.Template))]),
        HttpConfig = new HttpClientConfig
        {
            HttpHeaders = new Dictionary<string, HttpHeaderConfig>
            {
                ["X-Key"] = new() { Secrets = [new Secret("hidden-header")] },
            },
        },
    };

    private protected override string TextOf(WireRequest request) =>
        request.Body + request.Headers.GetValueOrDefault("X-Tocsin-Fallback");

    private protected override string? KeyOf(WireRequest request) => request.Headers["Idempotency-Key"];
}
