using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations;
using Tocsin.Notify.Integrations.Webex;

namespace Tocsin.Notify.Tests.Contracts;

public sealed class WebexContract : NotifierContract
{
    private protected override IReadOnlyList<string> Secrets => ["hidden-token"];

    private protected override IntegrationConfig Config(ContractCase given) => new WebexConfig
    {
        ApiUrl = new WebUrl(given.Server + "/v1/messages"),
        RoomId = "room",
        Message = given.Template,
        HttpConfig = new HttpClientConfig
        {
            Authorization = new AuthorizationConfig { Credentials = new Secret("hidden-token") },
        },
    };

    private protected override void AnswerMessage() => Server.Answer(200, "{\"id\":\"x\"}");
}
