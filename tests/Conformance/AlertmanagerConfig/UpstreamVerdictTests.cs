using Tocsin.Server.Config;

namespace Tocsin.Conformance.AlertmanagerConfig;

/// <summary>Alertmanager's own configuration files, with the verdict and words of its check-config.</summary>
public sealed class UpstreamVerdictTests
{
    private static readonly Dictionary<string, string> Refused = new(StringComparer.Ordinal)
    {
        ["conf.mattermost-both-webhook-url-and-file.yml"] =
            "at most one of mattermost_webhook_url & mattermost_webhook_url_file must be configured",
        ["conf.mattermost-no-webhook-url.yml"] =
            "missing webhook_url or webhook_url_file on mattermost_config",
        ["conf.mattermost-valid-receiver-both-webhook-url-and-file.yml"] =
            "at most one of mattermost_webhook_url & mattermost_webhook_url_file must be configured",
        ["conf.nil-match_re-route.yml"] =
            "invalid regexp value for \"invalid_label\"",
        ["conf.nil-source_match_re-inhibition.yml"] =
            "invalid regexp value for \"invalid_source_label\"",
        ["conf.nil-target_match_re-inhibition.yml"] =
            "invalid regexp value for \"invalid_target_label\"",
        ["conf.opsgenie-both-file-and-apikey.yml"] =
            "at most one of opsgenie_api_key & opsgenie_api_key_file must be configured",
        ["conf.opsgenie-default-apikey-old-team.yml"] =
            "yaml: unmarshal errors:\n  line 16: field teams not found in type opsgenie.plain",
        ["conf.opsgenie-no-apikey.yml"] =
            "no global OpsGenie API Key set either inline or in a file",
        ["conf.rocketchat-both-token-and-tokenfile.yml"] =
            "at most one of rocketchat_token & rocketchat_token_file must be configured",
        ["conf.rocketchat-both-tokenid-and-tokenidfile.yml"] =
            "at most one of rocketchat_token_id & rocketchat_token_id_file must be configured",
        ["conf.rocketchat-no-token.yml"] =
            "no global Rocketchat Token set either inline or in a file",
        ["conf.slack-both-file-and-token.yml"] =
            "at most one of slack_app_token & slack_app_token_file must be configured",
        ["conf.slack-both-file-and-url.yml"] =
            "at most one of slack_api_url & slack_api_url_file must be configured",
        ["conf.slack-both-url-and-token.yml"] =
            "at most one of slack_app_token/slack_app_token_file & slack_api_url/slack_api_url_file must be configured",
        ["conf.slack-no-api-url-or-token.yml"] =
            "no Slack API URL nor App token set either inline or in a file",
        ["conf.slack-update-message-and-webhook.yml"] =
            "update_message can only be used with bot tokens. api_url must be set to https://slack.com/api/chat.postMessage",
        ["conf.smtp-both-password-and-file.yml"] =
            "at most one of smtp_auth_password & smtp_auth_password_file must be configured",
        ["conf.sns-invalid.yml"] =
            "must provide either a Target ARN, Topic ARN, or Phone Number for SNS config",
        ["conf.telegram-both-bot-token-and-file.yml"] =
            "at most one of telegram_bot_token & telegram_bot_token_file must be configured",
        ["conf.telegram-no-bot-token.yml"] =
            "missing bot_token or bot_token_file on telegram_config",
        ["conf.telegram-valid-receiver-both-bot-token-and-file.yml"] =
            "at most one of telegram_bot_token & telegram_bot_token_file must be configured",
        ["conf.victorops-both-file-and-apikey.yml"] =
            "at most one of victorops_api_key & victorops_api_key_file must be configured",
        ["conf.victorops-no-apikey.yml"] =
            "no global VictorOps API Key set",
        ["conf.wechat-both-file-and-secret.yml"] =
            "at most one of wechat_api_secret & wechat_api_secret_file must be configured",
        ["conf.wechat-no-api-secret.yml"] =
            "no global Wechat Api Secret set either inline or in a file",
    };

    public static TheoryData<string> Files()
    {
        string folder = Folder();
        return Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder, "*.yml").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)]
            : [""];
    }

    // Two files cannot be told from what is printed of them, upstream neither: an app token is printed beside the URL that
    // it implies, and an empty text that hides a default is not printed at all.
    public static TheoryData<string> Printable() =>
    [
        .. Files().Select(f => f.Data).Where(f => !Refused.ContainsKey(f)
            && f is not ("conf.slack-default-app-token.yml" or "conf.empty-fields.yml")),
    ];

    [Fact]
    public void All_forty_six_files_are_there()
    {
        Assert.SkipUnless(Directory.Exists(Folder()), "the outside cases are not on this machine");
        Assert.Equal(46, Files().Count);
        Assert.Equal(26, Refused.Count);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Each_file_gets_upstreams_verdict_in_its_words(string file)
    {
        Assert.SkipWhen(file.Length == 0, "the outside cases are not on this machine");
        foreach (bool strict in (bool[])[true, false])
        {
            LoadResult result = new ConfigLoader(new DiskFileSource()).Load(Path.Combine(Folder(), file), new() { Strict = strict });

            Assert.Equal(Refused.GetValueOrDefault(file), result.Message);
            Assert.Equal(result.Message is null, result.Config is not null);
            Assert.All(result.Errors, e => Assert.False(e.At.IsUnknown));
        }
    }

    [Theory]
    [MemberData(nameof(Printable))]
    public void What_is_printed_of_an_accepted_file_loads_again_as_the_same(string file)
    {
        Assert.SkipWhen(file.Length == 0, "the outside cases are not on this machine");
        var loader = new ConfigLoader(new DiskFileSource());
        LoadedConfig loaded = loader.Load(Path.Combine(Folder(), file), new()).Config!;

        LoadResult again = new ConfigLoader(new OneFile(loaded.Original)).Load("/", new() { Strict = true });
        Assert.Null(again.Message);
        Assert.Equal(loaded.Original, again.Config!.Original);
    }

    private static string Folder() => Path.Combine(Repository.Conformance, "alertmanager-config");

    private sealed class OneFile(string text) : IFileSource
    {
        public string? TryRead(string path, out byte[] content)
        {
            content = System.Text.Encoding.UTF8.GetBytes(text);
            return null;
        }

        public IReadOnlyList<string> Glob(string pattern) => [];
    }
}
