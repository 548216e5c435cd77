using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Server.Config;

/// <summary>What holds for all receivers unless they say otherwise: <c>global</c>.</summary>
public sealed record GlobalConfig
{
    /// <summary>When an alert without an end is taken as resolved after it was last received.</summary>
    public TimeSpan ResolveTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How requests are made where a receiver does not say.</summary>
    public HttpClientConfig? HttpConfig { get; init; } = HttpClientConfig.Default;

    /// <summary>Jira.</summary>
    public WebUrl? JiraApiUrl { get; init; }

    /// <summary>The sender of mails.</summary>
    public string SmtpFrom { get; init; } = "";

    /// <summary>The name to greet the mail server with.</summary>
    public string SmtpHello { get; init; } = "localhost";

    /// <summary>The mail server.</summary>
    public HostPort SmtpSmarthost { get; init; }

    /// <summary>The user's name at the mail server.</summary>
    public string SmtpAuthUsername { get; init; } = "";

    /// <summary>The password for PLAIN and LOGIN.</summary>
    public Secret SmtpAuthPassword { get; init; }

    /// <summary>A file with it.</summary>
    public string SmtpAuthPasswordFile { get; init; } = "";

    /// <summary>The secret for CRAM-MD5.</summary>
    public Secret SmtpAuthSecret { get; init; }

    /// <summary>A file with it.</summary>
    public string SmtpAuthSecretFile { get; init; } = "";

    /// <summary>The identity for PLAIN.</summary>
    public string SmtpAuthIdentity { get; init; } = "";

    /// <summary>Refuse to send mails without TLS.</summary>
    public bool SmtpRequireTls { get; init; } = true;

    /// <summary>TLS towards the mail server.</summary>
    public TlsConfig? SmtpTlsConfig { get; init; } = new();

    /// <summary>TLS from the first byte; null decides by the port (465).</summary>
    public bool? SmtpForceImplicitTls { get; init; }

    /// <summary>Slack's webhook.</summary>
    public Secret SlackApiUrl { get; init; }

    /// <summary>A file with it.</summary>
    public string SlackApiUrlFile { get; init; } = "";

    /// <summary>Slack's app token.</summary>
    public Secret SlackAppToken { get; init; }

    /// <summary>A file with it.</summary>
    public string SlackAppTokenFile { get; init; } = "";

    /// <summary>Slack's API for app tokens.</summary>
    public WebUrl? SlackAppUrl { get; init; } = new("https://slack.com/api/chat.postMessage");

    /// <summary>PagerDuty's Events API.</summary>
    public WebUrl? PagerdutyUrl { get; init; } = new("https://events.pagerduty.com/v2/enqueue");

    /// <summary>Opsgenie's API.</summary>
    public WebUrl? OpsgenieApiUrl { get; init; } = new("https://api.opsgenie.com/");

    /// <summary>Opsgenie's key.</summary>
    public Secret OpsgenieApiKey { get; init; }

    /// <summary>A file with it.</summary>
    public string OpsgenieApiKeyFile { get; init; } = "";

    /// <summary>WeChat's API.</summary>
    public WebUrl? WechatApiUrl { get; init; } = new("https://qyapi.weixin.qq.com/cgi-bin/");

    /// <summary>WeChat's secret.</summary>
    public Secret WechatApiSecret { get; init; }

    /// <summary>A file with it.</summary>
    public string WechatApiSecretFile { get; init; } = "";

    /// <summary>WeChat's company id.</summary>
    public string WechatApiCorpId { get; init; } = "";

    /// <summary>VictorOps's API.</summary>
    public WebUrl? VictorOpsApiUrl { get; init; } =
        new("https://alert.victorops.com/integrations/generic/20131114/alert/");

    /// <summary>VictorOps's key.</summary>
    public Secret VictorOpsApiKey { get; init; }

    /// <summary>A file with it.</summary>
    public string VictorOpsApiKeyFile { get; init; } = "";

    /// <summary>Telegram's API.</summary>
    public WebUrl? TelegramApiUrl { get; init; } = new("https://api.telegram.org");

    /// <summary>Telegram's bot token.</summary>
    public Secret TelegramBotToken { get; init; }

    /// <summary>A file with it.</summary>
    public string TelegramBotTokenFile { get; init; } = "";

    /// <summary>Webex's API.</summary>
    public WebUrl? WebexApiUrl { get; init; } = new("https://webexapis.com/v1/messages");

    /// <summary>Rocket.Chat's server.</summary>
    public WebUrl? RocketChatApiUrl { get; init; } = new("https://open.rocket.chat/");

    /// <summary>Rocket.Chat's token.</summary>
    public Secret? RocketChatToken { get; init; }

    /// <summary>A file with it.</summary>
    public string RocketChatTokenFile { get; init; } = "";

    /// <summary>Rocket.Chat's user id.</summary>
    public Secret? RocketChatTokenId { get; init; }

    /// <summary>A file with it.</summary>
    public string RocketChatTokenIdFile { get; init; } = "";

    /// <summary>Mattermost's webhook.</summary>
    public Secret MattermostWebhookUrl { get; init; }

    /// <summary>A file with it.</summary>
    public string MattermostWebhookUrlFile { get; init; } = "";

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<GlobalConfig> Schema { get; } = new YamlSchema<GlobalConfig>("config.GlobalConfig", new())
        .Field("resolve_timeout", ConfigTypes.Duration, c => c.ResolveTimeout, (c, v) => c with { ResolveTimeout = v })
        .Optional("http_config", HttpClientConfig.Schema.OrNull(), c => c.HttpConfig,
            (c, v) => c with { HttpConfig = v })
        .Optional("jira_api_url", ConfigTypes.Url, c => c.JiraApiUrl, (c, v) => c with { JiraApiUrl = v })
        .Optional("smtp_from", YamlTypes.Text, c => c.SmtpFrom, (c, v) => c with { SmtpFrom = v })
        .Optional("smtp_hello", YamlTypes.Text, c => c.SmtpHello, (c, v) => c with { SmtpHello = v })
        .Optional("smtp_smarthost", ConfigTypes.Address, c => c.SmtpSmarthost, (c, v) => c with { SmtpSmarthost = v })
        .Optional("smtp_auth_username", YamlTypes.Text, c => c.SmtpAuthUsername,
            (c, v) => c with { SmtpAuthUsername = v })
        .Optional("smtp_auth_password", ConfigTypes.Secret, c => c.SmtpAuthPassword,
            (c, v) => c with { SmtpAuthPassword = v })
        .Optional("smtp_auth_password_file", YamlTypes.Text, c => c.SmtpAuthPasswordFile,
            (c, v) => c with { SmtpAuthPasswordFile = v })
        .Optional("smtp_auth_secret", ConfigTypes.Secret, c => c.SmtpAuthSecret,
            (c, v) => c with { SmtpAuthSecret = v })
        .Optional("smtp_auth_secret_file", YamlTypes.Text, c => c.SmtpAuthSecretFile,
            (c, v) => c with { SmtpAuthSecretFile = v })
        .Optional("smtp_auth_identity", YamlTypes.Text, c => c.SmtpAuthIdentity,
            (c, v) => c with { SmtpAuthIdentity = v })
        .Field("smtp_require_tls", YamlTypes.Flag, c => c.SmtpRequireTls, (c, v) => c with { SmtpRequireTls = v })
        .Optional("smtp_tls_config", TlsConfig.Schema.OrNull(), c => c.SmtpTlsConfig,
            (c, v) => c with { SmtpTlsConfig = v })
        .Optional("smtp_force_implicit_tls", YamlTypes.Flag.OrUnset(), c => c.SmtpForceImplicitTls,
            (c, v) => c with { SmtpForceImplicitTls = v })
        .Optional("slack_api_url", ConfigTypes.SecretUrl, c => c.SlackApiUrl, (c, v) => c with { SlackApiUrl = v })
        .Optional("slack_api_url_file", YamlTypes.Text, c => c.SlackApiUrlFile,
            (c, v) => c with { SlackApiUrlFile = v })
        .Optional("slack_app_token", ConfigTypes.Secret, c => c.SlackAppToken, (c, v) => c with { SlackAppToken = v })
        .Optional("slack_app_token_file", YamlTypes.Text, c => c.SlackAppTokenFile,
            (c, v) => c with { SlackAppTokenFile = v })
        .Optional("slack_app_url", ConfigTypes.Url, c => c.SlackAppUrl, (c, v) => c with { SlackAppUrl = v })
        .Optional("pagerduty_url", ConfigTypes.Url, c => c.PagerdutyUrl, (c, v) => c with { PagerdutyUrl = v })
        .Optional("opsgenie_api_url", ConfigTypes.Url, c => c.OpsgenieApiUrl, (c, v) => c with { OpsgenieApiUrl = v })
        .Optional("opsgenie_api_key", ConfigTypes.Secret, c => c.OpsgenieApiKey,
            (c, v) => c with { OpsgenieApiKey = v })
        .Optional("opsgenie_api_key_file", YamlTypes.Text, c => c.OpsgenieApiKeyFile,
            (c, v) => c with { OpsgenieApiKeyFile = v })
        .Optional("wechat_api_url", ConfigTypes.Url, c => c.WechatApiUrl, (c, v) => c with { WechatApiUrl = v })
        .Optional("wechat_api_secret", ConfigTypes.Secret, c => c.WechatApiSecret,
            (c, v) => c with { WechatApiSecret = v })
        .Optional("wechat_api_secret_file", YamlTypes.Text, c => c.WechatApiSecretFile,
            (c, v) => c with { WechatApiSecretFile = v })
        .Optional("wechat_api_corp_id", YamlTypes.Text, c => c.WechatApiCorpId,
            (c, v) => c with { WechatApiCorpId = v })
        .Optional("victorops_api_url", ConfigTypes.Url, c => c.VictorOpsApiUrl,
            (c, v) => c with { VictorOpsApiUrl = v })
        .Optional("victorops_api_key", ConfigTypes.Secret, c => c.VictorOpsApiKey,
            (c, v) => c with { VictorOpsApiKey = v })
        .Optional("victorops_api_key_file", YamlTypes.Text, c => c.VictorOpsApiKeyFile,
            (c, v) => c with { VictorOpsApiKeyFile = v })
        .Optional("telegram_api_url", ConfigTypes.Url, c => c.TelegramApiUrl, (c, v) => c with { TelegramApiUrl = v })
        .Optional("telegram_bot_token", ConfigTypes.Secret, c => c.TelegramBotToken,
            (c, v) => c with { TelegramBotToken = v })
        .Optional("telegram_bot_token_file", YamlTypes.Text, c => c.TelegramBotTokenFile,
            (c, v) => c with { TelegramBotTokenFile = v })
        .Optional("webex_api_url", ConfigTypes.Url, c => c.WebexApiUrl, (c, v) => c with { WebexApiUrl = v })
        .Optional("rocketchat_api_url", ConfigTypes.Url, c => c.RocketChatApiUrl,
            (c, v) => c with { RocketChatApiUrl = v })
        .Optional("rocketchat_token", ConfigTypes.Secret.OrUnset(), c => c.RocketChatToken,
            (c, v) => c with { RocketChatToken = v })
        .Optional("rocketchat_token_file", YamlTypes.Text, c => c.RocketChatTokenFile,
            (c, v) => c with { RocketChatTokenFile = v })
        .Optional("rocketchat_token_id", ConfigTypes.Secret.OrUnset(), c => c.RocketChatTokenId,
            (c, v) => c with { RocketChatTokenId = v })
        .Optional("rocketchat_token_id_file", YamlTypes.Text, c => c.RocketChatTokenIdFile,
            (c, v) => c with { RocketChatTokenIdFile = v })
        .Optional("mattermost_webhook_url", ConfigTypes.SecretUrl, c => c.MattermostWebhookUrl,
            (c, v) => c with { MattermostWebhookUrl = v })
        .Optional("mattermost_webhook_url_file", YamlTypes.Text, c => c.MattermostWebhookUrlFile,
            (c, v) => c with { MattermostWebhookUrlFile = v });
}
