using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations;
using Tocsin.Notify.Integrations.Telegram;

namespace Tocsin.Notify.Tests.Contracts;

public sealed class TelegramContract : NotifierContract
{
    private protected override IReadOnlyList<string> Secrets => ["123456:hidden"];

    private protected override bool IsRetried(int status) => true;

    private protected override IntegrationConfig Config(ContractCase given) => new TelegramConfig
    {
        ApiUrl = new WebUrl(given.Server),
        BotToken = new Secret("123456:hidden"),
        ChatId = -1,
        Message = given.Template,
    };

    private protected override void AnswerMessage() => Server.Answer(200, "{\"ok\":true,\"result\":{\"message_id\":1}}");
}
