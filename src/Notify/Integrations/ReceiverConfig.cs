using System.Collections.Frozen;
using Tocsin.Model.Labels;
using Tocsin.Notify.Integrations.Discord;
using Tocsin.Notify.Integrations.Email;
using Tocsin.Notify.Integrations.Exec;
using Tocsin.Notify.Integrations.Forwarding;
using Tocsin.Notify.Integrations.GoogleChat;
using Tocsin.Notify.Integrations.IncidentIo;
using Tocsin.Notify.Integrations.Jira;
using Tocsin.Notify.Integrations.Matrix;
using Tocsin.Notify.Integrations.Mattermost;
using Tocsin.Notify.Integrations.MsTeams;
using Tocsin.Notify.Integrations.MsTeamsV2;
using Tocsin.Notify.Integrations.Ntfy;
using Tocsin.Notify.Integrations.Opsgenie;
using Tocsin.Notify.Integrations.Pagerduty;
using Tocsin.Notify.Integrations.Pushover;
using Tocsin.Notify.Integrations.RocketChat;
using Tocsin.Notify.Integrations.Slack;
using Tocsin.Notify.Integrations.Sms;
using Tocsin.Notify.Integrations.Sns;
using Tocsin.Notify.Integrations.Telegram;
using Tocsin.Notify.Integrations.VictorOps;
using Tocsin.Notify.Integrations.Voice;
using Tocsin.Notify.Integrations.Webex;
using Tocsin.Notify.Integrations.Webhook;
using Tocsin.Notify.Integrations.Wechat;
using Tocsin.Notify.Receivers;
using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations;

/// <summary>A named way to reach people: any number of integrations, or none, which is a black hole.</summary>
public sealed record ReceiverConfig
{
    /// <summary>
    /// The integrations' names in the order in which upstream builds them, which is that of <see cref="Integrations"/>;
    /// Tocsin's own follow.
    /// </summary>
    // Source: Alertmanager config/receiver BuildReceiverIntegrations.
    public static IReadOnlyList<string> BuildOrder { get; } =
    [
        "webhook", "email", "pagerduty", "opsgenie", "wechat", "slack", "victorops", "pushover", "sns", "telegram",
        "discord", "webex", "msteams", "msteamsv2", "jira", "incidentio", "rocketchat", "mattermost",
        "alertmanager", "exec", "ntfy", "sms", "voice", "matrix", "google_chat",
    ];

    /// <summary>The name, by which routes refer to it.</summary>
    public string Name { get; init; } = "";

    /// <summary>Labels to find it by; <c>name</c> is always among them once loaded.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>The integrations, by kind in <see cref="BuildOrder"/>, within a kind in file order.</summary>
    public IReadOnlyList<IntegrationConfig> Integrations { get; init; } = [];

    /// <summary>Tocsin's own key: how messages are paced. Null for the program's defaults.</summary>
    public DeliveryConfig? Delivery { get; init; }

    /// <summary>Tocsin's own key: who is told what this receiver could not be told. Null for nobody.</summary>
    public FallbackConfig? Fallback { get; init; }

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<ReceiverConfig> Schema { get; } = new YamlSchema<ReceiverConfig>("config.Receiver", new())
        .Field("name", YamlTypes.Text, c => c.Name, (c, v) => c with { Name = v })
        .Optional("labels", YamlTypes.MapOf(YamlTypes.Text), c => c.Labels, (c, v) => c with { Labels = v })
        .Include(s => AddKind(s, "discord", DiscordConfig.Schema))
        .Include(s => AddKind(s, "email", EmailConfig.Schema))
        .Include(s => AddKind(s, "incidentio", IncidentIoConfig.Schema))
        .Include(s => AddKind(s, "pagerduty", PagerdutyConfig.Schema))
        .Include(s => AddKind(s, "slack", SlackConfig.Schema))
        .Include(s => AddKind(s, "webhook", WebhookConfig.Schema))
        .Include(s => AddKind(s, "opsgenie", OpsgenieConfig.Schema))
        .Include(s => AddKind(s, "wechat", WechatConfig.Schema))
        .Include(s => AddKind(s, "pushover", PushoverConfig.Schema))
        .Include(s => AddKind(s, "victorops", VictorOpsConfig.Schema))
        .Include(s => AddKind(s, "sns", SnsConfig.Schema))
        .Include(s => AddKind(s, "telegram", TelegramConfig.Schema))
        .Include(s => AddKind(s, "webex", WebexConfig.Schema))
        .Include(s => AddKind(s, "msteams", MsTeamsConfig.Schema))
        .Include(s => AddKind(s, "msteamsv2", MsTeamsV2Config.Schema))
        .Include(s => AddKind(s, "jira", JiraConfig.Schema))
        .Include(s => AddKind(s, "rocketchat", RocketChatConfig.Schema))
        .Include(s => AddKind(s, "mattermost", MattermostConfig.Schema))
        .Include(s => AddOwnKind(s, "alertmanager", ForwardingConfig.Schema))
        .Include(s => AddOwnKind(s, "exec", ExecConfig.Schema))
        .Include(s => AddOwnKind(s, "ntfy", NtfyConfig.Schema))
        .Include(s => AddOwnKind(s, "sms", SmsConfig.Schema))
        .Include(s => AddOwnKind(s, "voice", VoiceConfig.Schema))
        .Include(s => AddOwnKind(s, "matrix", MatrixConfig.Schema))
        .Include(s => AddOwnKind(s, "google_chat", GoogleChatConfig.Schema))
        .Extension("delivery", DeliveryConfig.Schema.OrNull(), c => c.Delivery, (c, v) => c with { Delivery = v })
        .Extension("fallback", FallbackConfig.Type, c => c.Fallback, (c, v) => c with { Fallback = v })
        .Rule(Complete);

    /// <summary>The integrations with their index within their kind, which is a part of their identity in the log.</summary>
    public IEnumerable<(IntegrationConfig Config, int Index)> Numbered()
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (IntegrationConfig integration in Integrations)
        {
            int index = counts.GetValueOrDefault(integration.Integration);
            counts[integration.Integration] = index + 1;
            yield return (integration, index);
        }
    }

    private static YamlSchema<ReceiverConfig> AddKind<T>(YamlSchema<ReceiverConfig> schema, string kind, YamlSchema<T> item)
        where T : IntegrationConfig =>
        schema.Optional(kind + "_configs", ListOf(kind, item), OfKind<T>, (c, v) => c with { Integrations = Replace(c.Integrations, v) });

    // A kind that Alertmanager does not know: refused in strict mode and never printed.
    private static YamlSchema<ReceiverConfig> AddOwnKind<T>(YamlSchema<ReceiverConfig> schema, string kind, YamlSchema<T> item)
        where T : IntegrationConfig =>
        schema.Extension(kind + "_configs", ListOf(kind, item), OfKind<T>, (c, v) => c with { Integrations = Replace(c.Integrations, v) });

    private static YamlType<IReadOnlyList<T>> ListOf<T>(string kind, YamlSchema<T> item)
        where T : IntegrationConfig => YamlTypes.ListOf(YamlTypes.Required(item, $"missing {kind} config"));

    private static IReadOnlyList<T> OfKind<T>(ReceiverConfig receiver)
        where T : IntegrationConfig => [.. receiver.Integrations.OfType<T>()];

    private static IntegrationConfig[] Replace<T>(IReadOnlyList<IntegrationConfig> all, IReadOnlyList<T> ofKind)
        where T : IntegrationConfig =>
        [.. all.Where(i => i is not T).Concat(ofKind).OrderBy(i => IndexOf(i.Integration))];

    private static int IndexOf(string kind)
    {
        int index = 0;
        while (BuildOrder[index] != kind)
        {
            index++;
        }

        return index;
    }

    private static ReceiverConfig Complete(ReceiverConfig c, YamlRules rules)
    {
        if (c.Name.Length == 0)
        {
            rules.Fail("missing name in receiver");
        }

        if (c.Labels.TryGetValue("name", out string? label) && label != c.Name)
        {
            rules.Fail($"receiver label \"name\" must match receiver name {GoQuote.Quote(c.Name)}, got {GoQuote.Quote(label)}",
                "labels");
        }

        return c with { Labels = new Dictionary<string, string>(c.Labels, StringComparer.Ordinal) { ["name"] = c.Name } };
    }
}
