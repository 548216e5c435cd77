using System.Text;
using Tocsin.Model.Matching;
using Tocsin.Notify.Integrations.Email;
using Tocsin.Notify.Integrations.IncidentIo;
using Tocsin.Notify.Integrations.Pagerduty;
using Tocsin.Notify.Integrations.RocketChat;
using Tocsin.Notify.Integrations.Slack;
using Tocsin.Notify.Integrations.Webhook;
using Tocsin.Server.Config;
using Tocsin.Yaml;

namespace Tocsin.Server.Tests.Config;

public sealed class ConfigLoaderTests
{
    private static readonly YamlNode MailDefaults =
        YamlDocument.Parse("{smtp_smarthost: 'mail:587', smtp_from: tocsin@example.com}").Root!;

    [Theory]
    [InlineData("alertmanager.yml")]
    [InlineData("alertmanager-task-api.yml")]
    [InlineData("alertmanager-config-secret.yaml")]
    public void The_seed_configurations_load_unchanged(string file)
    {
        string path = Path.Combine(Repository.Seeds, file);
        Assert.SkipUnless(File.Exists(path), "the seeds are not on this machine");
        LoadResult result = new ConfigLoader(new DiskFileSource()).Load(path, new() { GlobalDefaults = MailDefaults });
        Assert.Empty(result.Errors);
        Assert.NotNull(result.Config);
    }

    [Fact]
    public void Places_inside_a_Secret_are_those_of_the_outer_file()
    {
        LoadResult result = ConfigLoading.Load("""
            apiVersion: v1
            kind: Secret
            stringData:
              alertmanager.yaml: |
                route:
                  receiver: nope
            """);
        ConfigDiagnostic error = Assert.Single(result.Errors);
        Assert.Equal(("route.receiver", new YamlPosition(6, 17)), (error.Key, error.At));
    }

    [Fact]
    public void A_Secrets_base64_data_is_read_too()
    {
        string data = Convert.ToBase64String(Encoding.UTF8.GetBytes(ConfigLoading.Root + "receivers: [{name: r}]"));
        Assert.NotNull(ConfigLoading.Load($"kind: Secret\ndata:\n  alertmanager.yaml: {data}\n").Config);
        Assert.Equal(
            "the Secret holds no alertmanager.yaml", ConfigLoading.Load("kind: Secret\ndata: {other: eA==}\n").Message);
    }

    [Fact]
    public void Tocsins_mail_keys_become_upstreams_and_are_refused_in_strict_mode()
    {
        const string Keys = "email_configs: [{to: a, from: b, smarthost: 'c:25', subject: S, body: B}]";
        LoadedConfig config = ConfigLoading.LoadReceiver(Keys).Config!;
        var email = Assert.IsType<EmailConfig>(config.FindReceiver("r")!.Integrations[0]);
        Assert.Equal(("S", "B", ""), (email.Headers["Subject"], email.Text, email.Html));
        Assert.DoesNotContain("subject:", config.Original, StringComparison.Ordinal);

        string text = $"{ConfigLoading.Root}receivers:\n  - name: r\n    {Keys}\n";
        Assert.Equal(
            "yaml: unmarshal errors:\n  line 4: field subject not found in type config.plain\n"
                + "  line 4: field body not found in type config.plain",
            ConfigLoading.Load(text, new() { Strict = true }).Message);
    }

    [Fact]
    public void An_HTML_part_given_beside_a_body_is_kept()
    {
        const string Keys = "email_configs: [{to: a, from: b, smarthost: 'c:25', html: H, body: B}]";
        var email = (EmailConfig)ConfigLoading.LoadReceiver(Keys).Config!.FindReceiver("r")!.Integrations[0];
        Assert.Equal(("B", "H"), (email.Text, email.Html));
        Assert.Equal(
            "at most one of text & body must be configured",
            ConfigLoading.LoadReceiver("email_configs: [{to: a, text: T, body: B}]").Message);
    }

    [Theory]
    [InlineData("token: own", "rocketchat_token_file: /global", "own", "")]
    [InlineData("token_file: /own", "rocketchat_token: global", null, "/own")]
    [InlineData("channel: x", "rocketchat_token_file: /global", null, "/global")]
    public void A_receivers_own_token_beats_the_global_one_wherever_either_stands(
        string own, string global, string? token, string file)
    {
        LoadedConfig config = ConfigLoading.LoadReceiver(
            $"rocketchat_configs: [{{token_id: i, {own}}}]", $"global: {{{global}}}\n").Config!;
        var rocketChat = Assert.IsType<RocketChatConfig>(config.FindReceiver("r")!.Integrations[0]);
        Assert.Equal((token, file), (rocketChat.Token?.Reveal(), rocketChat.TokenFile));
    }

    [Fact]
    public void Receivers_inherit_from_global()
    {
        LoadedConfig config = ConfigLoading.LoadReceiver(
            "slack_configs: [{channel: a}]\n    pagerduty_configs: [{routing_key: k}]\n    webhook_configs: [{url: 'http://w'}]",
            "global: {slack_api_url: 'http://s/x', http_config: {proxy_url: 'http://p'}, pagerduty_url: 'http://pd'}\n").Config!;
        var integrations = config.FindReceiver("r")!.Integrations;
        var webhook = Assert.IsType<WebhookConfig>(integrations[0]);
        var pagerduty = Assert.IsType<PagerdutyConfig>(integrations[1]);
        var slack = Assert.IsType<SlackConfig>(integrations[2]);
        Assert.Equal("http://p", webhook.HttpConfig!.Proxy.Url!.Text);
        Assert.Equal("http://pd", pagerduty.Url!.Text);
        Assert.Equal("http://s/x", slack.ApiUrl.Reveal());
        Assert.Equal(pagerduty.Client, pagerduty.Source);
    }

    [Fact]
    public void An_app_token_sets_the_URL_and_the_authorization()
    {
        var slack = (SlackConfig)ConfigLoading.LoadReceiver("slack_configs: [{app_token: xoxb}]").Config!
            .FindReceiver("r")!.Integrations[0];
        Assert.Equal("https://slack.com/api/chat.postMessage", slack.ApiUrl.Reveal());
        Assert.Equal(("Bearer", "xoxb"), (slack.HttpConfig!.Authorization!.Type, slack.HttpConfig.Authorization.Credentials.Reveal()));
    }

    [Fact]
    public void A_default_from_tocsin_yml_gives_way_to_every_form_of_the_same_setting()
    {
        YamlNode defaults = YamlDocument.Parse("{slack_api_url: 'http://d/x', smtp_from: d, smtp_hello: d}").Root!;
        LoadedConfig config = ConfigLoading.Load(
            $"global: {{slack_app_token: t, smtp_from: f}}\n{ConfigLoading.Root}receivers: [{{name: r}}]",
            new() { GlobalDefaults = defaults }).Config!;
        Assert.True(config.Global.SlackApiUrl.IsEmpty);
        Assert.Equal(("f", "d"), (config.Global.SmtpFrom, config.Global.SmtpHello));
    }

    [Fact]
    public void Files_of_HTTP_clients_and_templates_lie_beside_the_configuration_and_secrets_do_not()
    {
        LoadedConfig config = ConfigLoading.LoadReceiver("""
            webhook_configs: [{url_file: u, http_config: {bearer_token_file: t}}]
                incidentio_configs: [{url_file: u, http_config: {authorization: {credentials_file: t}}}]
            templates: ['tmpl/*.tmpl', '../x', /abs]
            """).Config!;
        var webhook = (WebhookConfig)config.FindReceiver("r")!.Integrations[0];
        var incident = (IncidentIoConfig)config.FindReceiver("r")!.Integrations[1];
        Assert.Equal(("u", "/etc/am/t"), (webhook.UrlFile, webhook.HttpConfig!.Authorization!.CredentialsFile));
        Assert.Equal("t", incident.HttpConfig!.Authorization!.CredentialsFile);
        Assert.Equal(["/etc/am/tmpl/*.tmpl", "/etc/x", "/abs"], config.Config.Templates);
    }

    [Fact]
    public void A_null_global_has_the_defaults_and_a_null_inhibition_rule_is_a_rule()
    {
        LoadedConfig config = ConfigLoading.Load(
            $"global:\n{ConfigLoading.Root}receivers: [{{name: r}}]\ninhibit_rules: [null]\n").Config!;
        Assert.Equal(TimeSpan.FromMinutes(5), config.Global.ResolveTimeout);
        Assert.Empty(Assert.Single(config.Config.InhibitRules).AllSourceMatchers);
    }

    [Fact]
    public void An_empty_group_by_is_kept_apart_from_none()
    {
        LoadedConfig config = ConfigLoading.Load(
            "route: {receiver: r, routes: [{group_by: []}, {}]}\nreceivers: [{name: r}]").Config!;
        Assert.NotNull(config.Route.Routes[0].GroupBy);
        Assert.Null(config.Route.Routes[1].GroupBy);
    }

    [Fact]
    public void Matchers_of_all_three_forms_are_one_sorted_set()
    {
        LoadedConfig config = ConfigLoading.Load(
            "route: {receiver: r, routes: [{match: {z: 1}, match_re: {b: 'x.*'}, matchers: ['{a!=c,d=~\"e\"}', y=x]}]}\n"
                + "receivers: [{name: r}]").Config!;
        Assert.Equal("{a!=\"c\",b=~\"^(?:x.*)$\",d=~\"e\",y=\"x\",z=\"1\"}", config.Route.Routes[0].AllMatchers.ToString());
    }

    [Fact]
    public void Classic_mode_refuses_names_that_only_UTF_8_has()
    {
        const string Text = "route: {receiver: r, group_by: [a-b]}\nreceivers: [{name: r}]";
        Assert.NotNull(ConfigLoading.Load(Text).Config);
        Assert.Equal(
            "invalid label name \"a-b\" in group_by list",
            ConfigLoading.Load(Text, new() { Matchers = new(MatcherMode.Classic) }).Message);
    }

    [Fact]
    public void What_is_not_served_yet_is_said_at_load()
    {
        LoadResult result = ConfigLoading.LoadReceiver(
            "webhook_configs: [{url: 'http://d'}]\nevent_recorder: {stdout_outputs: [{}]}\ntracing: {endpoint: x}");
        Assert.NotNull(result.Config);
        Assert.Equal(["tracing", "event_recorder"], result.Warnings.Select(w => w.Key));
    }

    [Fact]
    public void A_matcher_that_newer_releases_read_differently_is_warned_of()
    {
        LoadResult result = ConfigLoading.Load("route: {receiver: r, routes: [{matchers: ['a=~b c']}]}\nreceivers: [{name: r}]");
        Assert.NotNull(result.Config);
        Assert.Contains("incompatible", Assert.Single(result.Warnings).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_hash_is_the_files_MD5_as_upstream_counts_it()
    {
        // echo -n 'route: {receiver: r}\nreceivers: [{name: r}]' | md5sum, first six bytes, little-endian.
        const string Text = "route: {receiver: r}\nreceivers: [{name: r}]";
        byte[] sum = Convert.FromHexString("5D2F28BE7B5498AAE5CB3B6F891DABB6");
        Assert.Equal(BitConverter.ToUInt64([.. sum[..6], 0, 0]), ConfigLoading.Load(Text).Config!.Hash);
    }
}
