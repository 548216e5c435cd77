using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations;
using Tocsin.Notify.Integrations.Email;
using Tocsin.Notify.Integrations.Jira;
using Tocsin.Notify.Integrations.Mattermost;
using Tocsin.Notify.Integrations.MsTeamsV2;
using Tocsin.Notify.Integrations.Opsgenie;
using Tocsin.Notify.Integrations.Pagerduty;
using Tocsin.Notify.Integrations.RocketChat;
using Tocsin.Notify.Integrations.Slack;
using Tocsin.Notify.Integrations.Telegram;
using Tocsin.Notify.Integrations.VictorOps;
using Tocsin.Notify.Integrations.Webex;
using Tocsin.Notify.Integrations.Wechat;
using Tocsin.Yaml;

namespace Tocsin.Server.Config;

/// <summary>Gives receivers what they leave to <c>global</c>, and says what neither has.</summary>
// Source: Alertmanager config.Config.UnmarshalYAML; order and texts are its own.
internal static class Inheritance
{
    // The order in which upstream goes through a receiver's lists, which decides whose complaint comes first.
    private static readonly string[] CheckOrder =
    [
        "webhook", "email", "slack", "pushover", "pagerduty", "incidentio", "opsgenie", "wechat", "victorops", "sns", "telegram",
        "discord", "webex", "msteams", "msteamsv2", "jira", "rocketchat", "mattermost", "alertmanager",
        "exec", "ntfy", "sms", "voice", "matrix", "google_chat",
    ];

    public static AlertmanagerConfig Apply(
        AlertmanagerConfig config, IReadOnlyList<YamlDiagnostic> readFaults, ConfigFaults faults) => config with
        {
            Receivers = [.. config.Receivers.Select((r, i) => Apply(r, i, config.Global!, (readFaults, faults)))],
        };

    private static ReceiverConfig Apply(
        ReceiverConfig receiver, int at, GlobalConfig global, (IReadOnlyList<YamlDiagnostic> Read, ConfigFaults Found) faults)
    {
        (IntegrationConfig Config, int Index)[] numbered = [.. receiver.Numbered()];
        var inherited = new Dictionary<IntegrationConfig, IntegrationConfig>(ReferenceEqualityComparer.Instance);
        foreach ((IntegrationConfig config, int index) in numbered.OrderBy(n => Array.IndexOf(CheckOrder, n.Config.Integration)))
        {
            string key = CrossChecks.Index($"{CrossChecks.Index("receivers", at)}.{config.Integration}_configs", index);

            // A list with a fault in it lost an item, or an item lacks what could not be read; complaints about what
            // is missing would then be noise.
            bool isBroken = faults.Read.Any(f => f.Key.StartsWith($"receivers[{at}].{config.Integration}_configs", StringComparison.Ordinal)
                || f.Key.StartsWith("global", StringComparison.Ordinal));
            (IntegrationConfig complete, string? fault) = Complete(config, global);
            inherited[config] = complete;
            if (fault is not null && !isBroken)
            {
                faults.Found.Add(key, fault);
            }
        }

        return receiver with { Integrations = [.. receiver.Integrations.Select(i => inherited[i])] };
    }

    private static (IntegrationConfig Config, string? Fault) Complete(IntegrationConfig c, GlobalConfig g)
    {
        if (c is EmailConfig email)
        {
            return CompleteEmail(email, g);
        }

        bool isPartial = c is MsTeamsV2Config { HttpConfig.Proxy.Url: null };
        c = c with
        {
            HttpConfig = c.HttpConfig is null ? g.HttpConfig
                : isPartial ? c.HttpConfig with { Proxy = c.HttpConfig.Proxy with { Url = g.HttpConfig?.Proxy.Url } }
                : c.HttpConfig,
        };
        return c switch
        {
            SlackConfig slack => CompleteSlack(slack, g),
            PagerdutyConfig p => Check(p with { Url = p.Url ?? g.PagerdutyUrl }, p.Url ?? g.PagerdutyUrl, "PagerDuty"),
            OpsgenieConfig opsgenie => CompleteOpsgenie(opsgenie, g),
            WechatConfig wechat => CompleteWechat(wechat, g),
            VictorOpsConfig victorOps => CompleteVictorOps(victorOps, g),
            TelegramConfig telegram => CompleteTelegram(telegram, g),
            WebexConfig w => Check(w with { ApiUrl = w.ApiUrl ?? g.WebexApiUrl }, w.ApiUrl ?? g.WebexApiUrl, "Webex"),
            JiraConfig j => Check(j with { ApiUrl = j.ApiUrl ?? g.JiraApiUrl }, j.ApiUrl ?? g.JiraApiUrl, "Jira Cloud"),
            RocketChatConfig rocketChat => CompleteRocketChat(rocketChat, g),
            MattermostConfig mattermost => CompleteMattermost(mattermost, g),
            _ => (c, null),
        };
    }

    private static (IntegrationConfig Config, string? Fault) Check(IntegrationConfig c, WebUrl? url, string name) =>
        (c, url is null ? $"no global {name} URL set" : null);

    private static string Or(string own, string global) => own.Length > 0 ? own : global;

    private static (IntegrationConfig Config, string? Fault) CompleteEmail(EmailConfig c, GlobalConfig g)
    {
        bool ownPassword = !c.AuthPassword.IsEmpty || c.AuthPasswordFile.Length > 0;
        bool ownSecret = !c.AuthSecret.IsEmpty || c.AuthSecretFile.Length > 0;
        c = c with
        {
            TlsConfig = c.TlsConfig ?? g.SmtpTlsConfig ?? new(),
            Smarthost = c.Smarthost.IsEmpty ? g.SmtpSmarthost : c.Smarthost,
            From = Or(c.From, g.SmtpFrom),
            Hello = Or(c.Hello, g.SmtpHello),
            AuthUsername = Or(c.AuthUsername, g.SmtpAuthUsername),
            AuthPassword = ownPassword ? c.AuthPassword : g.SmtpAuthPassword,
            AuthPasswordFile = ownPassword ? c.AuthPasswordFile : g.SmtpAuthPasswordFile,
            AuthSecret = ownSecret ? c.AuthSecret : g.SmtpAuthSecret,
            AuthSecretFile = ownSecret ? c.AuthSecretFile : g.SmtpAuthSecretFile,
            AuthIdentity = Or(c.AuthIdentity, g.SmtpAuthIdentity),
            RequireTls = c.RequireTls ?? g.SmtpRequireTls,
            ForceImplicitTls = c.ForceImplicitTls ?? g.SmtpForceImplicitTls,
        };
        return (c, c.Smarthost.IsEmpty ? "no global SMTP smarthost set"
            : c.From.Length == 0 ? "no global SMTP from set"
            : null);
    }

    private static (IntegrationConfig Config, string? Fault) CompleteSlack(SlackConfig c, GlobalConfig g)
    {
        c = c with { AppUrl = c.AppUrl ?? g.SlackAppUrl };
        bool ownToken = !c.AppToken.IsEmpty || c.AppTokenFile.Length > 0;
        if (!ownToken && c.HttpConfig?.Authorization is null && c.ApiUrl.IsEmpty)
        {
            c = c with { AppToken = g.SlackAppToken, AppTokenFile = g.SlackAppTokenFile };
        }

        if (c.ApiUrl.IsEmpty && c.ApiUrlFile.Length == 0)
        {
            c = c with { ApiUrl = g.SlackApiUrl, ApiUrlFile = g.SlackApiUrlFile };
        }

        bool hasToken = !c.AppToken.IsEmpty || c.AppTokenFile.Length > 0;
        string? fault = c.AppUrl is null ? "no global Slack App URL set"
            : c.ApiUrl.IsEmpty && c.ApiUrlFile.Length == 0 && !hasToken
                ? "no Slack API URL nor App token set either inline or in a file"
            : hasToken && c.HttpConfig?.Authorization is not null ? "http authorization can't be set when using Slack App tokens"
            : null;
        return fault is not null || !hasToken ? (c, fault) : (c with
        {
            ApiUrl = new(c.AppUrl!.Text),
            HttpConfig = c.HttpConfig! with
            {
                Authorization = new() { Type = "Bearer", Credentials = c.AppToken, CredentialsFile = c.AppTokenFile },
            },
        }, null);
    }

    private static (IntegrationConfig Config, string? Fault) CompleteOpsgenie(OpsgenieConfig c, GlobalConfig g)
    {
        c = c with
        {
            ApiUrl = (c.ApiUrl ?? g.OpsgenieApiUrl)?.WithTrailingSlash(),
            ApiKey = c.ApiKey.IsEmpty ? g.OpsgenieApiKey : c.ApiKey,
            ApiKeyFile = Or(c.ApiKeyFile, g.OpsgenieApiKeyFile),
        };
        return (c, c.ApiUrl is null ? "no global OpsGenie URL set"
            : c.ApiKey.IsEmpty && c.ApiKeyFile.Length == 0 ? "no global OpsGenie API Key set either inline or in a file"
            : null);
    }

    private static (IntegrationConfig Config, string? Fault) CompleteWechat(WechatConfig c, GlobalConfig g)
    {
        bool own = !c.ApiSecret.IsEmpty || c.ApiSecretFile.Length > 0;
        c = c with
        {
            ApiUrl = (c.ApiUrl ?? g.WechatApiUrl)?.WithTrailingSlash(),
            ApiSecret = own ? c.ApiSecret : g.WechatApiSecret,
            ApiSecretFile = own ? c.ApiSecretFile : g.WechatApiSecretFile,
            CorpId = Or(c.CorpId, g.WechatApiCorpId),
        };
        return (c, c.ApiUrl is null ? "no global Wechat URL set"
            : c.ApiSecret.IsEmpty && c.ApiSecretFile.Length == 0 ? "no global Wechat Api Secret set either inline or in a file"
            : c.CorpId.Length == 0 ? "no global Wechat CorpID set"
            : null);
    }

    private static (IntegrationConfig Config, string? Fault) CompleteVictorOps(VictorOpsConfig c, GlobalConfig g)
    {
        c = c with
        {
            ApiUrl = (c.ApiUrl ?? g.VictorOpsApiUrl)?.WithTrailingSlash(),
            ApiKey = c.ApiKey.IsEmpty ? g.VictorOpsApiKey : c.ApiKey,
            ApiKeyFile = Or(c.ApiKeyFile, g.VictorOpsApiKeyFile),
        };
        return (c, c.ApiUrl is null ? "no global VictorOps URL set"
            : c.ApiKey.IsEmpty && c.ApiKeyFile.Length == 0 ? "no global VictorOps API Key set"
            : null);
    }

    // Upstream lets a null URL pass here and crashes at start.
    private static (IntegrationConfig Config, string? Fault) CompleteTelegram(TelegramConfig c, GlobalConfig g)
    {
        bool own = !c.BotToken.IsEmpty || c.BotTokenFile.Length > 0;
        c = c with
        {
            ApiUrl = c.ApiUrl ?? g.TelegramApiUrl,
            BotToken = own ? c.BotToken : g.TelegramBotToken,
            BotTokenFile = own ? c.BotTokenFile : g.TelegramBotTokenFile,
        };
        return (c, c.BotToken.IsEmpty && c.BotTokenFile.Length == 0 ? "missing bot_token or bot_token_file on telegram_config"
            : c.ApiUrl is null ? "no global Telegram URL set"
            : null);
    }

    // Upstream fills the four keys in one by one and then prefers files: a global token_file beats a receiver's own token.
    private static (IntegrationConfig Config, string? Fault) CompleteRocketChat(RocketChatConfig c, GlobalConfig g)
    {
        bool ownToken = c.Token is not null || c.TokenFile.Length > 0;
        bool ownTokenId = c.TokenId is not null || c.TokenIdFile.Length > 0;
        c = c with
        {
            ApiUrl = c.ApiUrl ?? g.RocketChatApiUrl,
            TokenId = ownTokenId ? c.TokenId : g.RocketChatTokenId,
            TokenIdFile = ownTokenId ? c.TokenIdFile : g.RocketChatTokenIdFile,
            Token = ownToken ? c.Token : g.RocketChatToken,
            TokenFile = ownToken ? c.TokenFile : g.RocketChatTokenFile,
        };
        return (c, c.TokenId is null && c.TokenIdFile.Length == 0
                ? "no global Rocketchat TokenID set either inline or in a file"
            : c.Token is null && c.TokenFile.Length == 0 ? "no global Rocketchat Token set either inline or in a file"
            : c.ApiUrl is null ? "no global Rocketchat URL set"
            : null);
    }

    private static (IntegrationConfig Config, string? Fault) CompleteMattermost(MattermostConfig c, GlobalConfig g)
    {
        bool own = !c.WebhookUrl.IsEmpty || c.WebhookUrlFile.Length > 0;
        c = c with
        {
            WebhookUrl = own ? c.WebhookUrl : g.MattermostWebhookUrl,
            WebhookUrlFile = own ? c.WebhookUrlFile : g.MattermostWebhookUrlFile,
        };
        return (c, c.WebhookUrl.IsEmpty && c.WebhookUrlFile.Length == 0
            ? "missing webhook_url or webhook_url_file on mattermost_config"
            : null);
    }
}
