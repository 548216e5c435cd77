using System.Globalization;
using Tocsin.Model.Labels;
using Tocsin.Notify.Http;
using Tocsin.Routing.Config;
using Tocsin.Yaml;

namespace Tocsin.Server.Config;

/// <summary>What must hold between the parts of a configuration, in upstream's order and words.</summary>
// Source: Alertmanager config.Config.UnmarshalYAML.
internal static class CrossChecks
{
    public static void CheckGlobal(GlobalConfig g, ConfigFaults faults)
    {
        AtMostOne(!g.SlackAppToken.IsEmpty, g.SlackAppTokenFile, "slack_app_token", faults);
        AtMostOne(!g.SlackApiUrl.IsEmpty, g.SlackApiUrlFile, "slack_api_url", faults);
        CheckSlack(g, faults);
        AtMostOne(!g.OpsgenieApiKey.IsEmpty, g.OpsgenieApiKeyFile, "opsgenie_api_key", faults);
        AtMostOne(!g.VictorOpsApiKey.IsEmpty, g.VictorOpsApiKeyFile, "victorops_api_key", faults);
        AtMostOne(!g.TelegramBotToken.IsEmpty, g.TelegramBotTokenFile, "telegram_bot_token", faults);
        AtMostOne(!g.SmtpAuthPassword.IsEmpty, g.SmtpAuthPasswordFile, "smtp_auth_password", faults);
        AtMostOne(g.RocketChatToken is not null, g.RocketChatTokenFile, "rocketchat_token", faults);
        AtMostOne(g.RocketChatTokenId is not null, g.RocketChatTokenIdFile, "rocketchat_token_id", faults);
        AtMostOne(!g.SmtpAuthSecret.IsEmpty, g.SmtpAuthSecretFile, "smtp_auth_secret", faults);
        AtMostOne(!g.WechatApiSecret.IsEmpty, g.WechatApiSecretFile, "wechat_api_secret", faults);
        AtMostOne(!g.MattermostWebhookUrl.IsEmpty, g.MattermostWebhookUrlFile, "mattermost_webhook_url", faults);
        if (g.HttpConfig is null)
        {
            // Upstream accepts it and crashes at start, or at once if there is a Slack receiver.
            faults.Add("global.http_config", "http_config in global must not be null", "leave the key out for the defaults");
        }
    }

    public static void CheckTree(AlertmanagerConfig config, IReadOnlyList<YamlDiagnostic> readFaults, ConfigFaults faults)
    {
        HashSet<string> receivers = CheckReceiverNames(config, faults);
        if (config.Route is not { } root)
        {
            if (!readFaults.Any(f => f.Key.Length == 0 || f.Key.StartsWith("route", StringComparison.Ordinal)))
            {
                faults.Add("", "no routes provided");
            }

            return;
        }

        CheckRoot(root, faults);
        CheckReceivers(root, "route", receivers, faults);
        CheckIntervals(root, "route", CheckIntervalNames(config, faults), faults);
        if (root.Continue)
        {
            faults.Add("route.continue", "cannot have continue in root route");
        }
    }

    public static HashSet<string> UsedReceivers(RouteConfig root)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        Collect(root);
        return used;

        void Collect(RouteConfig route)
        {
            if (route.Receiver.Length > 0)
            {
                used.Add(route.Receiver);
            }

            foreach (RouteConfig child in route.Routes)
            {
                Collect(child);
            }
        }
    }

    private static void AtMostOne(bool given, string file, string key, ConfigFaults faults)
    {
        if (given && file.Length > 0)
        {
            faults.Add($"global.{key}_file", $"at most one of {key} & {key}_file must be configured");
        }
    }

    // Upstream crashes if one of the two is given as a file, because it compares URLs without looking whether there
    // are any. Both are allowed only where the URL is the API's own, which was a workaround once.
    private static void CheckSlack(GlobalConfig g, ConfigFaults faults)
    {
        bool hasToken = !g.SlackAppToken.IsEmpty || g.SlackAppTokenFile.Length > 0;
        bool hasUrl = !g.SlackApiUrl.IsEmpty || g.SlackApiUrlFile.Length > 0;
        bool isSame = g.SlackApiUrl.Reveal() is { Length: > 0 } url && (url == g.SlackAppUrl?.Text || url == Secret.Placeholder);
        if (hasToken && hasUrl && !isSame)
        {
            faults.Add("global.slack_app_token", "at most one of slack_app_token/slack_app_token_file & "
                + "slack_api_url/slack_api_url_file must be configured");
        }
    }

    private static HashSet<string> CheckReceiverNames(AlertmanagerConfig config, ConfigFaults faults)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < config.Receivers.Count; i++)
        {
            string name = config.Receivers[i].Name;
            if (!names.Add(name))
            {
                faults.Add(Index("receivers", i) + ".name", $"notification config name {GoQuote.Quote(name)} is not unique");
            }
        }

        return names;
    }

    private static void CheckRoot(RouteConfig root, ConfigFaults faults)
    {
        if (root.Receiver.Length == 0)
        {
            faults.Add("route", "root route must specify a default receiver");
        }

        if (root.Match.Count + root.MatchRe.Count + root.Matchers.Count > 0)
        {
            faults.Add("route", "root route must not have any matchers");
        }

        if (root.MuteTimeIntervals.Count > 0)
        {
            faults.Add("route.mute_time_intervals", "root route must not have any mute time intervals");
        }

        if (root.ActiveTimeIntervals.Count > 0)
        {
            faults.Add("route.active_time_intervals", "root route must not have any active time intervals");
        }
    }

    private static void CheckReceivers(RouteConfig route, string key, HashSet<string> receivers, ConfigFaults faults)
    {
        for (int i = 0; i < route.Routes.Count; i++)
        {
            CheckReceivers(route.Routes[i], Index(key + ".routes", i), receivers, faults);
        }

        if (route.Receiver.Length > 0 && !receivers.Contains(route.Receiver))
        {
            faults.Add(key + ".receiver", $"undefined receiver {GoQuote.Quote(route.Receiver)} used in route");
        }
    }

    private static HashSet<string> CheckIntervalNames(AlertmanagerConfig config, ConfigFaults faults)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        AddNames(config.MuteTimeIntervals, "mute_time_intervals", "mute time interval");
        AddNames(config.TimeIntervals, "time_intervals", "time interval");
        return names;

        void AddNames(IReadOnlyList<TimeIntervalConfig> intervals, string key, string what)
        {
            for (int i = 0; i < intervals.Count; i++)
            {
                if (!names.Add(intervals[i].Name))
                {
                    faults.Add(Index(key, i), $"{what} {GoQuote.Quote(intervals[i].Name)} is not unique");
                }
            }
        }
    }

    private static void CheckIntervals(RouteConfig route, string key, HashSet<string> intervals, ConfigFaults faults)
    {
        for (int i = 0; i < route.Routes.Count; i++)
        {
            CheckIntervals(route.Routes[i], Index(key + ".routes", i), intervals, faults);
        }

        CheckNames(route.ActiveTimeIntervals, ".active_time_intervals");
        CheckNames(route.MuteTimeIntervals, ".mute_time_intervals");

        void CheckNames(IReadOnlyList<string> names, string list)
        {
            for (int i = 0; i < names.Count; i++)
            {
                if (!intervals.Contains(names[i]))
                {
                    faults.Add(Index(key + list, i), $"undefined time interval {GoQuote.Quote(names[i])} used in route");
                }
            }
        }
    }

    internal static string Index(string key, int index) => $"{key}[{index.ToString(CultureInfo.InvariantCulture)}]";
}
