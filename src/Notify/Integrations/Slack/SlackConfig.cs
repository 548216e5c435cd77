using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.Slack;

/// <summary>A message to Slack by an incoming webhook or an app token: <c>slack_configs</c>.</summary>
public sealed record SlackConfig : IntegrationConfig
{
    /// <inheritdoc/>
    public override string Integration => "slack";

    /// <summary>Upstream's defaults: resolved alerts are not told.</summary>
    public SlackConfig() => SendResolved = false;

    /// <summary>The webhook, or the API once an app token is set. Empty if a file is given.</summary>
    public Secret ApiUrl { get; init; }

    /// <summary>A file with the webhook, read at each send.</summary>
    public string ApiUrlFile { get; init; } = "";

    /// <summary>The app token; it is also set as the authorization of the HTTP client.</summary>
    public Secret AppToken { get; init; }

    /// <summary>A file with the app token.</summary>
    public string AppTokenFile { get; init; } = "";

    /// <summary>The API used with an app token; never null once loaded.</summary>
    public WebUrl? AppUrl { get; init; }

    /// <summary>The channel or user, a template.</summary>
    public string Channel { get; init; } = "";

    /// <summary>The name to post as, a template.</summary>
    public string Username { get; init; } = "{{ template \"slack.default.username\" . }}";

    /// <summary>The colour of the attachment, a template.</summary>
    public string Color { get; init; } = "{{ template \"slack.default.color\" . }}";

    /// <summary>The title, a template.</summary>
    public string Title { get; init; } = "{{ template \"slack.default.title\" . }}";

    /// <summary>Where the title leads, a template.</summary>
    public string TitleLink { get; init; } = "{{ template \"slack.default.titlelink\" . }}";

    /// <summary>The text above the attachment, a template.</summary>
    public string Pretext { get; init; } = "{{ template \"slack.default.pretext\" . }}";

    /// <summary>The text of the attachment, a template.</summary>
    public string Text { get; init; } = "{{ template \"slack.default.text\" . }}";

    /// <summary>The text of the message itself, a template.</summary>
    public string MessageText { get; init; } = "";

    /// <summary>Fields of the attachment.</summary>
    public IReadOnlyList<SlackFieldConfig> Fields { get; init; } = [];

    /// <summary>Show fields side by side unless a field says otherwise.</summary>
    public bool ShortFields { get; init; }

    /// <summary>The footer, a template.</summary>
    public string Footer { get; init; } = "{{ template \"slack.default.footer\" . }}";

    /// <summary>The plain text for notifications, a template.</summary>
    public string Fallback { get; init; } = "{{ template \"slack.default.fallback\" . }}";

    /// <summary>The id that actions report, a template.</summary>
    public string CallbackId { get; init; } = "{{ template \"slack.default.callbackid\" . }}";

    /// <summary>The icon as an emoji, a template.</summary>
    public string IconEmoji { get; init; } = "{{ template \"slack.default.iconemoji\" . }}";

    /// <summary>The icon, a template.</summary>
    public string IconUrl { get; init; } = "{{ template \"slack.default.iconurl\" . }}";

    /// <summary>An image, a template.</summary>
    public string ImageUrl { get; init; } = "";

    /// <summary>A small image, a template.</summary>
    public string ThumbUrl { get; init; } = "";

    /// <summary>Turn names into links.</summary>
    public bool LinkNames { get; init; }

    /// <summary>Which fields hold markup; empty for fallback, pretext and text.</summary>
    public IReadOnlyList<string> MrkdwnIn { get; init; } = [];

    /// <summary>Buttons.</summary>
    public IReadOnlyList<SlackActionConfig> Actions { get; init; } = [];

    /// <summary>Change the message already sent instead of sending another; needs a bot token.</summary>
    public bool UpdateMessage { get; init; }

    /// <summary>How long one attempt may take; zero for no limit of its own.</summary>
    public TimeSpan Timeout { get; init; }

    /// <inheritdoc/>
    public override INotifier CreateNotifier(IntegrationServices services) => new SlackNotifier(this, services);

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<SlackConfig> Schema { get; } = new YamlSchema<SlackConfig>("config.SlackConfig", new())
        .Include(AddHttpKeys)
        .Optional("api_url", ConfigTypes.SecretUrl, c => c.ApiUrl, (c, v) => c with { ApiUrl = v })
        .Optional("api_url_file", YamlTypes.Text, c => c.ApiUrlFile, (c, v) => c with { ApiUrlFile = v })
        .Optional("app_token", ConfigTypes.Secret, c => c.AppToken, (c, v) => c with { AppToken = v })
        .Optional("app_token_file", YamlTypes.Text, c => c.AppTokenFile, (c, v) => c with { AppTokenFile = v })
        .Optional("app_url", ConfigTypes.Url, c => c.AppUrl, (c, v) => c with { AppUrl = v })
        .Optional("channel", YamlTypes.Text, c => c.Channel, (c, v) => c with { Channel = v })
        .Optional("username", YamlTypes.Text, c => c.Username, (c, v) => c with { Username = v })
        .Optional("color", YamlTypes.Text, c => c.Color, (c, v) => c with { Color = v })
        .Optional("title", YamlTypes.Text, c => c.Title, (c, v) => c with { Title = v })
        .Optional("title_link", YamlTypes.Text, c => c.TitleLink, (c, v) => c with { TitleLink = v })
        .Optional("pretext", YamlTypes.Text, c => c.Pretext, (c, v) => c with { Pretext = v })
        .Optional("text", YamlTypes.Text, c => c.Text, (c, v) => c with { Text = v })
        .Optional("message_text", YamlTypes.Text, c => c.MessageText, (c, v) => c with { MessageText = v })
        .Optional("fields", YamlTypes.ListOf(YamlTypes.Required(SlackFieldConfig.Schema, "missing field in Slack configuration")),
            c => c.Fields, (c, v) => c with { Fields = v })
        .Field("short_fields", YamlTypes.Flag, c => c.ShortFields, (c, v) => c with { ShortFields = v })
        .Optional("footer", YamlTypes.Text, c => c.Footer, (c, v) => c with { Footer = v })
        .Optional("fallback", YamlTypes.Text, c => c.Fallback, (c, v) => c with { Fallback = v })
        .Optional("callback_id", YamlTypes.Text, c => c.CallbackId, (c, v) => c with { CallbackId = v })
        .Optional("icon_emoji", YamlTypes.Text, c => c.IconEmoji, (c, v) => c with { IconEmoji = v })
        .Optional("icon_url", YamlTypes.Text, c => c.IconUrl, (c, v) => c with { IconUrl = v })
        .Optional("image_url", YamlTypes.Text, c => c.ImageUrl, (c, v) => c with { ImageUrl = v })
        .Optional("thumb_url", YamlTypes.Text, c => c.ThumbUrl, (c, v) => c with { ThumbUrl = v })
        .Field("link_names", YamlTypes.Flag, c => c.LinkNames, (c, v) => c with { LinkNames = v })
        .Optional("mrkdwn_in", YamlTypes.ListOf(YamlTypes.Text), c => c.MrkdwnIn, (c, v) => c with { MrkdwnIn = v })
        .Optional("actions", YamlTypes.ListOf(YamlTypes.Required(SlackActionConfig.Schema, "missing action in Slack configuration")),
            c => c.Actions, (c, v) => c with { Actions = v })
        .Field("update_message", YamlTypes.Flag, c => c.UpdateMessage, (c, v) => c with { UpdateMessage = v })
        .Field("timeout", ConfigTypes.GoDuration, c => c.Timeout, (c, v) => c with { Timeout = v })
        .Rule(Check);

    private const string PostMessage = "https://slack.com/api/chat.postMessage";

    private static SlackConfig Check(SlackConfig c, YamlRules rules)
    {
        rules.AtMostOne(!c.ApiUrl.IsEmpty, c.ApiUrlFile.Length > 0, "api_url", "api_url_file");
        rules.AtMostOne(!c.AppToken.IsEmpty, c.AppTokenFile.Length > 0, "app_token", "app_token_file");
        bool hasToken = !c.AppToken.IsEmpty || c.AppTokenFile.Length > 0;
        rules.AtMostOne(!c.ApiUrl.IsEmpty || c.ApiUrlFile.Length > 0, hasToken,
            "api_url/api_url_file", "app_token/app_token_file");

        // Upstream crashes here if api_url is absent, as it is with an app token; it is refused so that one file
        // serves both programs.
        if (c.UpdateMessage && c.ApiUrl.Reveal() is not (PostMessage or Secret.Placeholder))
        {
            rules.Fail($"update_message can only be used with bot tokens. api_url must be set to {PostMessage}",
                "update_message", "give the bot token in http_config.authorization and leave app_token out");
        }

        return c;
    }
}
