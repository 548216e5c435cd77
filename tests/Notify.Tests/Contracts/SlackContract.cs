using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations;
using Tocsin.Notify.Integrations.Slack;

namespace Tocsin.Notify.Tests.Contracts;

public sealed class SlackContract : NotifierContract
{
    private const string Json = "Content-Type: application/json";

    private protected override IReadOnlyList<string> Secrets => ["xoxb-hidden"];

    private protected override string[] EchoHeaders => [Json];

    private protected override IntegrationConfig Config(ContractCase given) => new SlackConfig
    {
        ApiUrl = new Secret(given.Server + "/api/chat.postMessage"),
        AppToken = new Secret("xoxb-hidden"),
        Channel = "#x",
        Title = given.Template,
        Text = given.Template,
        UpdateMessage = true,
        Timeout = given.Timeout,
        HttpConfig = new HttpClientConfig
        {
            Authorization = new AuthorizationConfig { Credentials = new Secret("xoxb-hidden") },
        },
    };

    private protected override void AnswerMessage() => Server.Answer(200, "{\"ok\":true,\"channel\":\"C\",\"ts\":\"1\"}", Json);
}

public sealed class SlackWebhookContract : NotifierContract
{
    private protected override IReadOnlyList<string> Secrets => ["T0/B0/hidden"];

    private protected override IntegrationConfig Config(ContractCase given) => new SlackConfig
    {
        ApiUrl = new Secret(given.Server + "/services/T0/B0/hidden"),
        Title = given.Template,
        Timeout = given.Timeout,
    };

    private protected override void AnswerMessage() => Server.Answer(200, "ok");
}
