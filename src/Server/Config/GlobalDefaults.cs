using Tocsin.Yaml;

namespace Tocsin.Server.Config;

/// <summary>Fills in what <c>global</c> leaves out from the defaults in <c>tocsin.yml</c>.</summary>
internal static class GlobalDefaults
{
    // A default must not contradict what the file says in another form of the same setting.
    private static readonly string[][] Alternatives =
    [
        ["smtp_auth_password", "smtp_auth_password_file"],
        ["smtp_auth_secret", "smtp_auth_secret_file"],
        ["slack_api_url", "slack_api_url_file", "slack_app_token", "slack_app_token_file"],
        ["opsgenie_api_key", "opsgenie_api_key_file"],
        ["wechat_api_secret", "wechat_api_secret_file"],
        ["victorops_api_key", "victorops_api_key_file"],
        ["telegram_bot_token", "telegram_bot_token_file"],
        ["rocketchat_token", "rocketchat_token_file"],
        ["rocketchat_token_id", "rocketchat_token_id_file"],
        ["mattermost_webhook_url", "mattermost_webhook_url_file"],
    ];

    public static YamlNode Apply(YamlNode root, YamlNode? defaults)
    {
        if (defaults is not { Kind: YamlNodeKind.Mapping } || root is not { Kind: YamlNodeKind.Mapping })
        {
            return root;
        }

        YamlNode? global = root["global"];
        return global switch
        {
            null or { Kind: YamlNodeKind.Scalar } => root.With("global", defaults),
            { Kind: YamlNodeKind.Mapping } => root.With("global", global.WithMissing(defaults, key => IsTaken(global, key))),
            _ => root,
        };
    }

    private static bool IsTaken(YamlNode global, string key) =>
        Alternatives.Any(a => a.Contains(key) && a.Any(other => global[other] is not null));
}
