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
        Assert.DoesNotContain(kind, config.Original, StringComparison.Ordinal);
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
    public void What_is_missing_or_wrong_is_told(string keys, string message) =>
        Assert.Equal(message, ConfigLoading.LoadReceiver(keys).Message);

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
