using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations;
using Tocsin.Notify.Integrations.RocketChat;

namespace Tocsin.Notify.Tests.Contracts;

public sealed class RocketChatContract : NotifierContract
{
    private protected override IReadOnlyList<string> Secrets => ["hidden-token", "hidden-user"];

    private protected override IntegrationConfig Config(ContractCase given) => new RocketChatConfig
    {
        ApiUrl = new WebUrl(given.Server + "/"),
        Token = new Secret("hidden-token"),
        TokenId = new Secret("hidden-user"),
        Title = given.Template,
        Text = given.Template,
    };

    private protected override void AnswerMessage() => Server.Answer(200, "{\"success\":true}");
}
