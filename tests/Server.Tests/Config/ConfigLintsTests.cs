using Tocsin.Server.Config;
using Tocsin.Server.Config.Lints;

namespace Tocsin.Server.Tests.Config;

public sealed class ConfigLintsTests
{
    private const string Receivers = "receivers: [{name: r}]\n";

    private static IReadOnlyList<ConfigDiagnostic> Lint(string text, params (string Path, string Text)[] others)
    {
        var files = new ConfigLoading.MemoryFiles { ["/etc/am/alertmanager.yml"] = text };
        foreach ((string path, string content) in others)
        {
            files[path] = content;
        }

        LoadResult result = new ConfigLoader(files).Load(
            "/etc/am/alertmanager.yml", new() { AllowedPrograms = ["/bin/true"] });
        Assert.Null(result.Message);
        return ConfigLints.Run(result.Config!, files);
    }

    private static string One(string text)
    {
        ConfigDiagnostic finding = Assert.Single(Lint(text));
        Assert.False(finding.At.IsUnknown);
        return $"{finding.Severity} {finding.Key}: {finding.Text}";
    }

    [Fact]
    public void A_plain_configuration_has_no_findings() => Assert.Empty(Lint(
        "route: {receiver: r, routes: [{matchers: [a=b]}, {matchers: [a=c]}, {matchers: ['a=~\"d|e\"', b=c]}]}\n" + Receivers));

    [Theory]
    [InlineData("title: '{{ nofunc }}'", "slack_configs[0].title", "function \"nofunc\" not defined")]
    [InlineData("text: '{{ template \"nope\" . }}'", "slack_configs[0].text", "nope")]
    [InlineData("fields: [{title: '{{ .x', value: y}]", "slack_configs[0].fields[0].title", "unclosed action")]
    public void A_broken_template_is_found_in_any_field(string key, string place, string text)
    {
        ConfigDiagnostic finding = Assert.Single(Lint(
            $"{ConfigLoading.Root}receivers: [{{name: r, slack_configs: [{{api_url: 'http://x', {key}}}]}}]"));
        Assert.Equal((Severity.Error, "receivers[0]." + place), (finding.Severity, finding.Key));
        Assert.Contains(text, finding.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("opsgenie_configs: [{api_key: '{{ .x'}]", "opsgenie_configs[0].api_key")]
    [InlineData("pushover_configs: [{token: t, user_key: '{{ .x'}]", "pushover_configs[0].user_key")]
    [InlineData("pagerduty_configs: [{routing_key: '{{ .x'}]", "pagerduty_configs[0].routing_key")]
    [InlineData("pagerduty_configs: [{routing_key: k, dedup_key: '{{ .x'}]", "pagerduty_configs[0].dedup_key")]
    [InlineData("msteams_configs: [{webhook_url: 'http://x', color: '{{ .x'}]", "msteams_configs[0].color")]
    [InlineData("msteamsv2_configs: [{webhook_url: 'http://x', color: '{{ .x'}]", "msteamsv2_configs[0].color")]
    public void A_broken_template_is_found_in_what_is_not_printed(string receiver, string place)
    {
        ConfigDiagnostic finding = Assert.Single(Lint($"{ConfigLoading.Root}receivers: [{{name: r, {receiver}}}]"));
        Assert.Equal((Severity.Error, "receivers[0]." + place), (finding.Severity, finding.Key));
    }

    [Fact]
    public void A_command_is_no_template() => Assert.Empty(Lint(
        ConfigLoading.Root + "receivers: [{name: r, exec_configs: [{command: [/bin/true, '{{ nofunc }}']}]}]"));

    [Fact]
    public void Templates_of_files_count_and_their_faults_are_told_with_their_file()
    {
        const string Text = ConfigLoading.Root + "templates: [a.tmpl, b.tmpl, none.tmpl]\n"
            + "receivers: [{name: r, slack_configs: [{api_url: 'http://x', title: '{{ template \"mine\" . }}'}]}]";
        IReadOnlyList<ConfigDiagnostic> findings =
            Lint(Text, ("/etc/am/a.tmpl", "{{ define \"mine\" }}x{{ end }}"), ("/etc/am/b.tmpl", "\n{{ if }}"));
        Assert.Equal(["/etc/am/b.tmpl", "/etc/am/alertmanager.yml"], findings.Select(f => f.File));
        Assert.Equal((Severity.Error, 2), (findings[0].Severity, findings[0].At.Line));
        Assert.Equal("no file matches /etc/am/none.tmpl", findings[1].Text);
    }

    [Theory]
    [InlineData("matchers: [a=b, a=c]")]
    [InlineData("matchers: [a=b, 'a=~\"c|d\"']")]
    [InlineData("matchers: ['a=~\"b|c\"', 'a!~\"b|c\"']")]
    public void A_route_whose_matchers_exclude_each_other_is_found(string matchers) => Assert.Equal(
        "Warning route.routes[0]: no alert can match: the matchers on \"a\" along the path exclude each other",
        One($"route: {{receiver: r, routes: [{{{matchers}}}]}}\n" + Receivers));

    [Fact]
    public void Matchers_of_the_parents_count_too() => Assert.Equal(
        "Warning route.routes[0].routes[0]: no alert can match: the matchers on \"a\" along the path exclude each other",
        One("route: {receiver: r, routes: [{matchers: [a=b], routes: [{matchers: [a=c]}]}]}\n" + Receivers));

    [Theory]
    [InlineData("{}, {matchers: [a=b]}")]
    [InlineData("{matchers: [a=b]}, {matchers: [a=b, c=d]}")]
    [InlineData("{matchers: ['a=~\"b|c\"']}, {matchers: [a=c]}")]
    [InlineData("{matchers: ['a!=\"x\"']}, {matchers: [a=b]}")]
    public void A_route_that_an_earlier_sibling_shadows_is_found(string routes) => Assert.Equal(
        "Warning route.routes[1]: no alert comes here: route.routes[0] takes everything that would match",
        One($"route: {{receiver: r, routes: [{routes}]}}\n" + Receivers));

    [Fact]
    public void A_sibling_that_continues_shadows_nothing() =>
        Assert.Empty(Lint("route: {receiver: r, routes: [{continue: true}, {matchers: [a=b]}]}\n" + Receivers));

    [Theory]
    [InlineData("route: {receiver: r}\nreceivers: [{name: r}, {name: s}]", "Warning receivers[1]: receiver \"s\" is used by no route")]
    [InlineData("route: {receiver: r}\nreceivers: [{name: r}]\ntime_intervals: [{name: x}]",
        "Warning time_intervals[0]: time interval \"x\" is used by no route")]
    [InlineData("route: {receiver: r, routes: [{mute_time_intervals: [x]}]}\nreceivers: [{name: r}]\n"
        + "time_intervals: [{name: x, time_intervals: [{months: ['13']}]}]",
        "Error time_intervals[0].time_intervals[0].months: 13 is not a month: they are 1 to 12")]
    [InlineData("route: {receiver: r, group_interval: 5m, repeat_interval: 12m}\nreceivers: [{name: r}]",
        "Info route.repeat_interval: repeat_interval 12m is not a multiple of group_interval 5m: messages repeat each 15m")]
    [InlineData("route: {receiver: r, group_by: ['alertname, cluster']}\nreceivers: [{name: r}]",
        "Warning route.group_by[0]: \"alertname, cluster\" is taken as the name of one label")]
    [InlineData("route: {receiver: r}\nreceivers: [{name: r}]\ninhibit_rules: [{source_matchers: [a=b]}]",
        "Warning inhibit_rules[0]: while one source fires, the rule mutes every other alert")]
    [InlineData("route: {receiver: r}\nreceivers: [{name: r}]\ninhibit_rules: [null]",
        "Warning inhibit_rules[0]: the rule mutes nothing: every alert is both source and target")]
    public void What_does_nothing_or_too_much_is_found(string text, string finding) => Assert.Equal(finding, One(text));

    [Fact]
    public void A_month_that_does_not_exist_is_only_warned_of_at_load()
    {
        LoadResult result = ConfigLoading.Load(
            "route: {receiver: r}\nreceivers: [{name: r}]\ntime_intervals: [{name: x, time_intervals: [{months: ['13']}]}]");
        Assert.NotNull(result.Config);
        Assert.Contains("13 is not a month", Assert.Single(result.Warnings).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_seed_configurations_have_no_errors()
    {
        foreach (string file in (string[])["alertmanager.yml", "alertmanager-task-api.yml"])
        {
            string path = Path.Combine(Repository.Seeds, file);
            Assert.SkipUnless(File.Exists(path), "the seeds are not on this machine");
            var disk = new DiskFileSource();
            var defaults = Yaml.YamlDocument.Parse("{smtp_smarthost: 'mail:587', smtp_from: a@b}").Root;
            LoadedConfig config = new ConfigLoader(disk).Load(path, new() { GlobalDefaults = defaults }).Config!;
            Assert.DoesNotContain(ConfigLints.Run(config, disk), f => f.Severity == Severity.Error);
        }
    }

    [Fact]
    public void A_template_that_fails_on_every_alert_is_found_by_rendering_it()
    {
        string finding = One(
            "route: {receiver: r}\nreceivers: [{name: r, pagerduty_configs: [{routing_key: k, "
                + "description: '{{ .Annotations.summary }}'}]}]");
        Assert.StartsWith(
            "Warning receivers[0].pagerduty_configs[0].description: fails on a sample notification: ", finding);
        Assert.Contains("can't evaluate field Annotations", finding, StringComparison.Ordinal);
    }
}
