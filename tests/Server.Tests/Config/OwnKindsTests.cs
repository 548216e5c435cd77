using Tocsin.Notify.Integrations;
using Tocsin.Server.Config;
using Tocsin.Server.Config.Lints;

namespace Tocsin.Server.Tests.Config;

/// <summary>The receivers that Alertmanager does not have.</summary>
public sealed class OwnKindsTests
{
    public static TheoryData<string, string> Kinds => new()
    {
        { "ntfy", "url: https://ntfy.example, topic: oncall" },
        { "sms", "to: ['+4915112345678'], account_sid: AC1, auth_token: t, from: '+15005550006'" },
        {
            "sms",
            "to: ['+4915112345678'], gateway: {url: 'http://g/{{ urlquery .To }}', headers: {x-key: 'k{{ .Text }}'}, body: '{{ .Text }}'}"
        },
        { "voice", "to: ['{{ .CommonLabels.phone }}'], account_sid: AC1, auth_token_file: t, from: '+15005550006', language: en-GB" },
        { "voice", "to: ['+4915112345678'], gateway: {url_file: f}" },
        { "matrix", "homeserver: https://m.example, access_token: t, room_id: '!a:m.example', update_message: true" },
        { "google_chat", "url: 'https://chat.googleapis.com/v1/spaces/A/messages?key=k&token=t', cards: [{cardId: '{{ .Status }}'}]" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void They_are_loaded_behind_upstreams_and_not_printed(string kind, string keys)
    {
        LoadedConfig config = ConfigLoading.LoadReceiver(
            $"{kind}_configs: [{{{keys}, send_resolved: false}}]\n    webhook_configs: [{{url: 'http://x'}}]",
            "global: {http_config: {proxy_url: 'http://proxy'}}\n").Config!;

        IReadOnlyList<IntegrationConfig> integrations = config.FindReceiver("r")!.Integrations;
        Assert.Equal(["webhook", kind], integrations.Select(i => i.Integration));
        Assert.False(integrations[1].SendResolved);
        Assert.Equal("http://proxy", integrations[1].HttpConfig!.Proxy.Url!.Text);
        Assert.Contains("webhook_configs:", config.Original, StringComparison.Ordinal);
        Assert.DoesNotContain(kind + "_configs", config.Original, StringComparison.Ordinal);
        Assert.Null(ConfigLoading.Load(config.Original, new() { Strict = true }).Message);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Strict_mode_refuses_them_in_upstreams_words(string kind, string keys) => Assert.Equal(
        $"yaml: unmarshal errors:\n  line 4: field {kind}_configs not found in type config.plain",
        ConfigLoading.Load(
            $"{ConfigLoading.Root}receivers:\n  - name: r\n    {kind}_configs: [{{{keys}}}]\n", new() { Strict = true }).Message);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_null_in_their_list_is_a_fault(string kind, string keys)
    {
        Assert.NotEmpty(keys);
        Assert.Equal($"missing {kind} config", ConfigLoading.LoadReceiver($"{kind}_configs: [null]").Message);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Their_defaults_and_keys_pass_the_check_of_templates(string kind, string keys) =>
        Assert.Empty(Lint($"{kind}_configs: [{{{keys}}}]"));

    [Theory]
    [InlineData("ntfy_configs: [{url: 'http://x', topic: x, tags: '{{ nofunc }}'}]", "ntfy_configs[0].tags")]
    [InlineData("ntfy_configs: [{url: 'http://x', topic: '{{ nofunc }}'}]", "ntfy_configs[0].topic")]
    [InlineData(
        "ntfy_configs: [{url: 'http://x', topic: x, actions: [{label: l, url: '{{ nofunc }}'}]}]", "ntfy_configs[0].actions[0].url")]
    [InlineData("sms_configs: [{to: ['{{ nofunc }}'], gateway: {url: 'http://x'}}]", "sms_configs[0].to[0]")]
    [InlineData("sms_configs: [{to: ['+49'], gateway: {url: 'http://x', body: '{{ nofunc }}'}}]", "sms_configs[0].gateway.body")]
    [InlineData(
        "sms_configs: [{to: ['+49'], gateway: {url: 'http://x', headers: {X-Y: '{{ nofunc }}'}}}]", "sms_configs[0].gateway.headers.X-Y")]
    [InlineData(
        "voice_configs: [{to: ['+49'], gateway: {url: 'http://x/{{ template \"none\" . }}'}}]", "voice_configs[0].gateway.url")]
    [InlineData(
        "matrix_configs: [{homeserver: 'http://m', access_token: t, room_id: '!a', html: '<a href={{ .x }}\"'}]", "matrix_configs[0].html")]
    [InlineData("google_chat_configs: [{url: 'http://g', cards: [{a: '{{ nofunc }}'}]}]", "google_chat_configs[0].cards[0].a")]
    public void A_broken_template_is_found_in_any_of_their_fields(string keys, string place)
    {
        ConfigDiagnostic finding = Assert.Single(Lint(keys));

        Assert.Equal((Severity.Error, "receivers[0]." + place), (finding.Severity, finding.Key));
    }

    [Theory]
    [InlineData("ntfy_configs: [{topic: x}]", "missing url in ntfy config")]
    [InlineData("ntfy_configs: [{url: 'http://x'}]", "missing topic in ntfy config")]
    [InlineData("ntfy_configs: [{url: 'ftp://x', topic: x}]", "unsupported scheme \"ftp\" for URL")]
    [InlineData("ntfy_configs: [{url: 'http://x', topic: x, actions: [{url: a}]}]", "missing label in ntfy action configuration")]
    [InlineData("ntfy_configs: [{url: 'http://x', topic: x, actions: [{label: a}]}]", "missing url in ntfy action configuration")]
    [InlineData(
        "ntfy_configs: [{url: 'http://x', topic: x, actions: [{label: a, url: b, action: call}]}]",
        "unknown action in ntfy config, must be view or http")]
    [InlineData(
        "ntfy_configs: [{url: 'http://x', topic: x, actions: [{label: a, url: b, body: c}]}]",
        "method, headers and body are only for ntfy actions of kind http")]
    [InlineData(
        "ntfy_configs: [{url: 'http://x', topic: x, actions: [&a {label: a, url: b}, *a, *a, *a]}]",
        "at most 3 actions can be configured in ntfy config")]
    [InlineData("sms_configs: [{gateway: {url: 'http://x'}}]", "missing to in sms config")]
    [InlineData("voice_configs: [{gateway: {url: 'http://x'}}]", "missing to in voice config")]
    [InlineData("sms_configs: [{to: [a], from: b}]", "one of account_sid or gateway must be configured in sms config")]
    [InlineData(
        "sms_configs: [{to: [a], account_sid: b, from: c}]",
        "one of auth_token, auth_token_file or http_config.basic_auth must be configured in sms config")]
    [InlineData(
        "sms_configs: [{to: [a], account_sid: b, auth_token: c, auth_token_file: d, from: e}]",
        "at most one of auth_token & auth_token_file must be configured")]
    [InlineData(
        "sms_configs: [{to: [a], account_sid: b, auth_token: c, from: d, http_config: {basic_auth: {username: e}}}]",
        "at most one of http_config & auth_token must be configured")]
    [InlineData(
        "sms_configs: [{to: [a], account_sid: b, auth_token: c}]",
        "exactly one of from & messaging_service_sid must be configured in sms config")]
    [InlineData(
        "sms_configs: [{to: [a], account_sid: b, auth_token: c, from: d, messaging_service_sid: e}]",
        "exactly one of from & messaging_service_sid must be configured in sms config")]
    [InlineData(
        "sms_configs: [{to: [a], from: b, gateway: {url: 'http://x'}}]",
        "account_sid, auth_token and from are not for a gateway in sms config")]
    [InlineData(
        "sms_configs: [{to: [a], max_segments: 11, gateway: {url: 'http://x'}}]", "max_segments must be 1 to 10 in sms config")]
    [InlineData("voice_configs: [{to: [a], account_sid: b, auth_token: c}]", "missing from in voice config")]
    [InlineData("voice_configs: [{to: [a], gateway: {}}]", "one of url or url_file must be configured in gateway")]
    [InlineData(
        "voice_configs: [{to: [a], gateway: {url: 'http://x', url_file: b}}]", "at most one of url & url_file must be configured")]
    [InlineData(
        "voice_configs: [{to: [a], gateway: {url: 'http://x', method: PATCH}}]", "unknown method in gateway, must be GET, POST or PUT")]
    [InlineData(
        "voice_configs: [{to: [a], gateway: {url: 'http://x', headers: {host: b}}}]", "setting header \"Host\" is not allowed")]
    [InlineData("matrix_configs: [{access_token: t, room_id: '!a'}]", "missing homeserver in matrix config")]
    [InlineData(
        "matrix_configs: [{homeserver: 'http://m', room_id: '!a'}]",
        "one of access_token or access_token_file must be configured in matrix config")]
    [InlineData("matrix_configs: [{homeserver: 'http://m', access_token: t}]", "missing room_id in matrix config")]
    [InlineData(
        "matrix_configs: [{homeserver: 'http://m', access_token: t, room_id: '#a:m'}]",
        "room_id must be a room's id such as !abc:example.org in matrix config")]
    [InlineData(
        "matrix_configs: [{homeserver: 'http://m', access_token: t, room_id: '!a', msgtype: m.emote}]",
        "unknown msgtype in matrix config, must be m.text or m.notice")]
    [InlineData(
        "matrix_configs: [{homeserver: 'http://m', access_token: t, room_id: '!a', http_config: {authorization: {credentials: c}}}]",
        "http_config must not hold credentials beside access_token in matrix config")]
    [InlineData("google_chat_configs: [{text: t}]", "one of url or url_file must be configured in google_chat config")]
    [InlineData("google_chat_configs: [{url: 'http://g', cards: {a: b}}]", "cards must be a list in google_chat config")]
    [InlineData("google_chat_configs: [{url: 'http://g', text: ''}]", "one of text or cards must be configured in google_chat config")]
    public void What_is_missing_or_wrong_is_told(string keys, string message) =>
        Assert.Equal(message, ConfigLoading.LoadReceiver(keys).Message);

    [Theory]
    [InlineData("own.md")]
    [InlineData("sns.md")]
    public void The_examples_of_the_documentation_load_without_a_complaint(string page)
    {
        string[] parts = File.ReadAllText(Repository.Path("docs", "receivers", page)).Split("```yaml\n");
        Assert.True(parts.Length > 1, "no example");
        foreach (string part in parts.Skip(1))
        {
            string example = part.Split("```")[0];
            string name = example.Split("name: ")[1].Split('\n')[0];
            var files = new ConfigLoading.MemoryFiles { ["f"] = $"route: {{receiver: {name}}}\n{example}" };

            LoadResult result = new ConfigLoader(files).Load("f", new());

            Assert.Null(result.Message);
            Assert.Empty(ConfigLints.Run(result.Config!, files));
        }
    }

    private static IReadOnlyList<ConfigDiagnostic> Lint(string keys)
    {
        var files = new ConfigLoading.MemoryFiles
        {
            ["f"] = $"{ConfigLoading.Root}receivers:\n  - name: r\n    {keys}\n",
        };
        LoadResult result = new ConfigLoader(files).Load("f", new());
        Assert.Null(result.Message);
        return ConfigLints.Run(result.Config!, files);
    }
}
