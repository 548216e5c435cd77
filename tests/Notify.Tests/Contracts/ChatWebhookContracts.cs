using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations;
using Tocsin.Notify.Integrations.Discord;
using Tocsin.Notify.Integrations.Mattermost;
using Tocsin.Notify.Integrations.MsTeams;
using Tocsin.Notify.Integrations.MsTeamsV2;

namespace Tocsin.Notify.Tests.Contracts;

public abstract class ChatWebhookContract : NotifierContract
{
    private protected static readonly string Path = "/hooks/hidden-hook?sig=hidden-signature";

    private protected override IReadOnlyList<string> Secrets => ["hidden-hook", "hidden-signature"];
}

public sealed class DiscordContract : ChatWebhookContract
{
    private protected override IntegrationConfig Config(ContractCase given) => new DiscordConfig
    {
        WebhookUrl = new Secret(given.Server + Path),
        Title = given.Template,
        Message = given.Template,
    };

    private protected override void AnswerMessage() => Server.Answer(204);
}

public sealed class MsTeamsContract : ChatWebhookContract
{
    private protected override IntegrationConfig Config(ContractCase given) => new MsTeamsConfig
    {
        WebhookUrl = new Secret(given.Server + Path),
        Title = given.Template,
        Summary = given.Template,
        Text = given.Template,
    };

    private protected override void AnswerMessage() => Server.Answer(200, "1");
}

public sealed class MsTeamsV2Contract : ChatWebhookContract
{
    private protected override IntegrationConfig Config(ContractCase given) => new MsTeamsV2Config
    {
        WebhookUrl = new Secret(given.Server + Path),
        Title = given.Template,
        Text = given.Template,
    };

    private protected override void AnswerMessage() => Server.Answer(202);
}

public sealed class MattermostContract : ChatWebhookContract
{
    private protected override IntegrationConfig Config(ContractCase given) => new MattermostConfig
    {
        WebhookUrl = new Secret(given.Server + Path),
        Title = given.Template,
        Text = given.Template,
    };

    private protected override void AnswerMessage() => Server.Answer(200, "ok", "Content-Type: text/plain");
}

public sealed class MattermostAttachmentsContract : ChatWebhookContract
{
    private protected override IntegrationConfig Config(ContractCase given) => new MattermostConfig
    {
        WebhookUrl = new Secret(given.Server + Path),
        Text = given.Template,
        Attachments = [new MattermostAttachmentConfig { Text = given.Template }],
    };

    private protected override void AnswerMessage() => Server.Answer(200, "ok");
}
