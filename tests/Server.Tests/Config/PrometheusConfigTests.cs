using Tocsin.Server.Config;
using Tocsin.Server.Config.Prometheus;
using Tocsin.Signals.Otlp;

namespace Tocsin.Server.Tests.Config;

public sealed class PrometheusConfigTests
{
    private const string File = "/etc/prometheus/prometheus.yml";

    private static PrometheusLoadResult Load(string text, params (string Path, string Text)[] others)
    {
        var files = new ConfigLoading.MemoryFiles { [File] = text };
        foreach ((string path, string content) in others)
        {
            files[path] = content;
        }

        return new PrometheusConfigLoader(files, name => name == "REGION" ? "eu" : null).Load(File);
    }

    private static string Error(string text) => Assert.Single(Load(text).Errors).ToString();

    private static PrometheusConfig Good(string text, params (string Path, string Text)[] others)
    {
        PrometheusLoadResult result = Load(text, others);
        Assert.Empty(result.Errors);
        return result.Config!;
    }

    [Fact]
    public void An_unchanged_file_is_taken_with_upstreams_defaults()
    {
        PrometheusConfig config = Good("""
            global:
              scrape_interval: 5s
              evaluation_interval: 30s
              external_labels: {region: '${REGION}-1', price: '$$5'}
              sample_limit: 7
            rule_files: ['rules/*.yml', /opt/r.yml]
            alerting:
              alert_relabel_configs: [{regex: replica, action: labeldrop}]
              alertmanagers:
              - static_configs: [{targets: ['am:9093']}]
            scrape_configs:
            - job_name: node
              bearer_token_file: token
              file_sd_configs: [{files: ['targets/*.json']}]
              relabel_configs:
              - source_labels: [__address__]
                target_label: instance
              metric_relabel_configs: [{source_labels: [__name__], regex: go_.*, action: drop}]
            - job_name: slow
              scrape_interval: 1m
              sample_limit: 9
              dns_sd_configs: [{names: [a.example], type: a, port: 80}]
            """);
        Assert.Equal(["/etc/prometheus/rules/*.yml", "/opt/r.yml"], config.RuleFiles);
        Assert.Equal(("eu-1", "$5"), (config.Global.ExternalLabels["region"], config.Global.ExternalLabels["price"]));
        (ScrapeConfig node, ScrapeConfig slow) = (config.ScrapeConfigs[0], config.ScrapeConfigs[1]);
        Assert.Equal((TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5)), (node.Interval, node.Timeout));
        Assert.Equal((TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(5)), (slow.Interval, slow.Timeout));
        Assert.Equal((7UL, 9UL), (node.Settings.SampleLimit, slow.Settings.SampleLimit));
        Assert.Equal("/etc/prometheus/token", node.Client.Authorization!.CredentialsFile);
        Assert.Equal(["/etc/prometheus/targets/*.json"], node.Discovery.Files[0].Files);
        Assert.Equal("A", slow.Discovery.Dns[0].Type);
        Assert.Equal(TimeSpan.FromSeconds(10), config.Alerting.Alertmanagers[0].Timeout);
    }

    [Fact]
    public void Keys_that_are_not_served_say_what_to_do_and_where_they_are()
    {
        string error = Error("""
            scrape_configs:
            - job_name: pods
              kubernetes_sd_configs:
              - role: pod
            """);
        Assert.StartsWith(
            $"{File}:4:3: scrape_configs[0].kubernetes_sd_configs: Tocsin does not serve this key (", error, StringComparison.Ordinal);
        Assert.Contains("file_sd_configs", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_without_a_use_are_passed_over_and_told()
    {
        PrometheusLoadResult result = Load("""
            storage: {tsdb: {out_of_order_time_window: 10m}}
            remote_write: [{url: 'http://elsewhere/'}]
            """);
        Assert.NotNull(result.Config);
        Assert.Equal(["storage", "remote_write"], result.Warnings.Select(warning => warning.Key));
    }

    [Theory]
    [InlineData("scrape_configs: [{job_name: a}, {job_name: a}]", "found multiple scrape configs with job name \"a\"")]
    [InlineData("scrape_configs: [{job_name: ''}]", "job_name is empty")]
    [InlineData("scrape_configs: [{job_name: a, scrape_interval: 5s, scrape_timeout: 6s}]",
        "scrape timeout greater than scrape interval for scrape config with job name \"a\"")]
    [InlineData("global: {scrape_interval: 5s, scrape_timeout: 6s}", "global scrape timeout greater than scrape interval")]
    [InlineData("scrape_configs: [{job_name: a, static_configs: [{targets: ['http://b']}]}]", "\"http://b\" is not a valid hostname")]
    [InlineData("scrape_configs: [{job_name: a, scrape_protocols: [JSON]}]", "unknown scrape protocol JSON")]
    [InlineData("scrape_configs: [{job_name: a, body_size_limit: 10}]", "units: missing unit in 10")]
    [InlineData("scrape_configs: [{job_name: a, relabel_configs: [{action: replace}]}]", "requires 'target_label' value")]
    [InlineData("scrape_configs: [{job_name: a, relabel_configs: [{action: replaced}]}]", "unknown relabel action \"replaced\"")]
    [InlineData("scrape_configs: [{job_name: a, honour_labels: true}]", "field honour_labels not found in type config.ScrapeConfig")]
    [InlineData("scrape_configs: [{job_name: a, convert_classic_histograms_to_nhcb: true}]", "Tocsin does not serve this key")]
    [InlineData("alerting: {alertmanagers: [{api_version: v1}]}", "expected Alertmanager api version to be one of [v2] but got v1")]
    [InlineData("rule_files: ['a*/b.yml']", "invalid rule file path \"a*/b.yml\"")]
    public void What_upstream_refuses_is_refused(string text, string error) =>
        Assert.Contains(error, Error(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("10MB", 10L << 20)]
    [InlineData("1GiB512KiB", (1L << 30) + (512 << 10))]
    [InlineData("7B", 7)]
    public void Sizes_are_powers_of_1024(string text, long bytes) => Assert.Equal(
        bytes, Good($"scrape_configs: [{{job_name: a, body_size_limit: {text}}}]").ScrapeConfigs[0].Settings.BodySizeLimit);

    [Fact]
    public void What_is_printed_holds_no_secret()
    {
        string printed = Load("""
            scrape_configs:
            - job_name: a
              basic_auth: {username: u, password: hunter2}
              http_sd_configs: [{url: 'http://u:hunter2@sd/', authorization: {credentials: hunter2}}]
              http_headers: {X-Key: {secrets: [hunter2]}}
            """).Printed;
        Assert.Contains("job_name: a", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", printed, StringComparison.Ordinal);
    }

    [Fact]
    public void More_scrape_configurations_come_from_other_files()
    {
        PrometheusConfig config = Good(
            "scrape_config_files: [more/a.yml]",
            ("/etc/prometheus/more/a.yml", "scrape_configs: [{job_name: a, file_sd_configs: [{files: [t.yml]}]}]"));
        Assert.Equal(["/etc/prometheus/more/t.yml"], config.ScrapeConfigs[0].Discovery.Files[0].Files);
        Assert.Equal(TimeSpan.FromMinutes(1), config.ScrapeConfigs[0].Interval);
    }

    [Fact]
    public void Rules_keep_what_tocsin_yml_says_and_take_the_rest_from_prometheus_yml()
    {
        PrometheusConfig upstream = Good("global: {evaluation_interval: 5s, rule_query_offset: 2s}\nrule_files: [b.yml]");
        RulesSection rules = new RulesSection { Files = ["a.yml"], EvaluationInterval = TimeSpan.FromSeconds(1) }.Over(upstream);
        Assert.Equal(["a.yml", "/etc/prometheus/b.yml"], rules.Files);
        Assert.Equal((TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)), (rules.EvaluationInterval, rules.QueryOffset));
    }

    [Fact]
    public void The_section_otlp_is_taken_with_upstreams_defaults_and_errors()
    {
        OtlpMetricSettings none = Settings(Good("global: {scrape_interval: 5s}"));
        Assert.Equal(new OtlpMetricSettings { Attributes = none.Attributes }, none);
        Assert.Empty(none.Attributes);
        OtlpMetricSettings all = Settings(Good("""
            otlp:
              translation_strategy: NoUTF8EscapingWithSuffixes
              promote_all_resource_attributes: true
              ignore_resource_attributes: [' a.b ', c]
              keep_identifying_resource_attributes: true
              convert_histograms_to_nhcb: true
              promote_scope_metadata: true
              label_name_underscore_sanitization: false
              label_name_preserve_multiple_underscores: false
            """));
        Assert.Equal(
            new OtlpMetricSettings
            {
                Escapes = false,
                PromotesAll = true,
                Attributes = all.Attributes,
                KeepsIdentifying = true,
                CustomBuckets = true,
                PromotesScope = true,
                MarksUnderscores = false,
                KeepsUnderscores = false,
            },
            all);
        Assert.Equal(["a.b", "c"], all.Attributes);
        Assert.Contains("unsupported OTLP translation strategy \"x\"", Error("otlp: {translation_strategy: x}"), StringComparison.Ordinal);
        Assert.Contains(
            "duplicated promoted OTel resource attribute \"a\"",
            Error("otlp: {promote_resource_attributes: [a, a]}"),
            StringComparison.Ordinal);
        Assert.Contains("cannot be configured unless", Error("otlp: {ignore_resource_attributes: [a]}"), StringComparison.Ordinal);
        Assert.Contains(
            "is not allowed when UTF8 is disabled",
            Error("{global: {metric_name_validation_scheme: legacy}, otlp: {translation_strategy: NoTranslation}}"),
            StringComparison.Ordinal);
    }

    private static OtlpMetricSettings Settings(PrometheusConfig config) =>
        config.Otlp.ToSettings(DeltaHandling.Refuse, TimeSpan.FromMinutes(5));
}
