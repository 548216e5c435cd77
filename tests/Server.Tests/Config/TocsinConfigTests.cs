using System.Net;
using Tocsin.PromQL.Parsing;
using Tocsin.Server.Config;
using Tocsin.Server.Series;

namespace Tocsin.Server.Tests.Config;

public sealed class TocsinConfigTests
{
    private static TocsinLoadResult Load(string text) =>
        new TocsinConfigLoader(new ConfigLoading.MemoryFiles { ["/etc/tocsin/tocsin.yml"] = text }).Load("/etc/tocsin/tocsin.yml");

    [Fact]
    public void An_empty_file_has_the_defaults()
    {
        TocsinLoadResult result = Load("");
        Assert.Empty(result.Errors);
        Assert.True(result.Config!.Notifications.ResolvedAfterMute);
        Assert.False(result.Config.Notifications.ResendAfterMute);
        Assert.Null(result.GlobalDefaults);
    }

    [Fact]
    public void Every_key_is_read_and_paths_lie_beside_the_file()
    {
        TocsinLoadResult result = Load("""
            alertmanager:
              config_file: alertmanager.yml
              defaults:
                global: {smtp_smarthost: 'mail:587', smtp_from: tocsin@example.com}
            storage: {path: state, history_age_max: 30d, history_mib_max: 512}
            web: {listen_address: '127.0.0.1:9093'}
            notifications:
              resolved_after_mute: false
              resend_after_mute: true
              outbox_items_max: 5
              sends_max: 2
              retry_after_max: 1m
            outgoing: {deny: [internal], allow: [10.1.0.0/16]}
            exec: {allow: [/usr/local/bin/page]}
            """);
        Assert.Empty(result.Errors);
        TocsinConfig config = result.Config!;
        Assert.Equal("/etc/tocsin/alertmanager.yml", config.Alertmanager.ConfigFile);
        Assert.Equal(new() { Path = "/etc/tocsin/state", HistoryAgeMax = TimeSpan.FromDays(30), HistoryMibMax = 512 }, config.Storage);
        Assert.Equal((false, true), (config.Notifications.ResolvedAfterMute, config.Notifications.ResendAfterMute));
        Assert.Equal("tocsin@example.com", config.Alertmanager.GlobalDefaults!.SmtpFrom);

        Assert.Equal(["/usr/local/bin/page"], config.Exec.Allow);
        Assert.Null(config.Outgoing.Rules.RefusalOf(IPAddress.Parse("10.1.2.3")));
        Assert.NotNull(config.Outgoing.Rules.RefusalOf(IPAddress.Parse("10.2.2.3")));

        LoadResult loaded = ConfigLoading.Load(
            ConfigLoading.Root + "receivers: [{name: r, email_configs: [{to: a}]}]", new() { GlobalDefaults = result.GlobalDefaults });
        Assert.Null(loaded.Message);
    }

    [Theory]
    [InlineData("https://tempo/{{trace_id}}", true)]
    [InlineData("http://grafana:3000/explore?q={{trace_id}}&x={{trace_id}}", true)]
    [InlineData("https://tempo/", false)]
    [InlineData("javascript:alert('{{trace_id}}')", false)]
    [InlineData("/trace/{{trace_id}}", false)]
    public void A_link_to_traces_is_an_address_with_the_place_of_an_id(string address, bool isFine)
    {
        TocsinLoadResult result = Load($"dashboard: {{trace_url: \"{address}\"}}");
        Assert.Equal(isFine, result.Errors.Count == 0);
        Assert.Equal(isFine ? address : null, result.Config?.Dashboard.TraceUrl);
    }

    [Fact]
    public void The_settings_of_series_reach_the_store_the_engine_and_the_parser()
    {
        TocsinLoadResult result = Load("""
            series:
              retention: 30d
              retention_mib: 512
              out_of_order_window: 10m
              flush_interval: 1m
              series_max: 1000
              queries_max: 4
              reads_max: 3
              read_samples_max: 700
              samples_max: 5000
              query_mib_max: 64
              timeout: 30s
              lookback: 1m
              subquery_step: 15s
              features: [promql-experimental-functions, promql-delayed-name-removal]
            """);
        Assert.Empty(result.Errors);
        SeriesOptions options = result.Config!.Series.ToOptions();
        Assert.Equal(
            (TimeSpan.FromDays(30), 512L << 20, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(1), 1000, 4),
            (options.Retention, options.RetentionBytes, options.OutOfOrderWindow, options.FlushInterval, options.SeriesMax,
                options.QueriesMax));
        Assert.Equal((3, 700), (options.ReadsMax, options.ReadSamplesMax));
        Assert.Equal(
            new()
            {
                SamplesMax = 5000,
                BytesMax = 64 << 20,
                Timeout = TimeSpan.FromSeconds(30),
                Lookback = TimeSpan.FromMinutes(1),
                SubqueryStep = TimeSpan.FromSeconds(15),
                DelaysNameRemoval = true,
            },
            options.Engine);
        Assert.Equal(ParserOptions.Default with { AllowExperimentalFunctions = true }, options.Language);
    }

    [Fact]
    public void Without_settings_series_have_the_defaults_of_their_options()
    {
        SeriesOptions options = Load("").Config!.Series.ToOptions();
        Assert.Equal(new SeriesOptions(), options);
    }

    [Theory]
    [InlineData("series: {retention: 0s}", "series.retention: retention must be greater than zero")]
    [InlineData("series: {queries_max: 0}", "series.queries_max: queries_max must be between 1 and 10000")]
    [InlineData("series: {retention: 1h, out_of_order_window: 2h}",
        "series.out_of_order_window: out_of_order_window must not be longer than retention")]
    [InlineData("series: {features: [promql-experimental]}", "series.features: unknown feature \"promql-experimental\" (there are"
        + " promql-binop-fill-modifiers, promql-delayed-name-removal, promql-experimental-functions,"
        + " promql-extended-range-selectors, promql-per-step-stats, use-start-timestamps)")]
    [InlineData("notification: {}", "notification: field notification not found in type tocsin.Config (did you mean notifications?)")]
    [InlineData("storage: {history_mib_max: 1}", "storage.history_mib_max: history_mib_max must be between 16 and 1048576")]
    [InlineData("notifications: {sends_max: 0}", "notifications.sends_max: sends_max must be between 1 and 10000")]
    [InlineData("exec: {allow: [page]}", "exec.allow: \"page\" is not an absolute path")]
    [InlineData("outgoing: {deny: [intern]}",
        "outgoing.deny: \"intern\" is neither internal nor an address nor a network such as 10.0.0.0/8")]
    [InlineData("outgoing: {allow: [10.0.0.0/8]}", "outgoing.allow: allow makes exceptions from deny, which is empty"
        + " (to allow nothing else, write deny: [0.0.0.0/0, '::/0'])")]
    [InlineData("web: {listen_address: localhost}", "web.listen_address: address localhost: missing port in address")]
    [InlineData("alertmanager: {defaults: {global: {smtp_smarthost: x}}}",
        "alertmanager.defaults.global.smtp_smarthost: address x: missing port in address")]
    public void A_fault_is_told_with_its_key(string text, string error) =>
        Assert.EndsWith(error, Assert.Single(Load(text).Errors).ToString(), StringComparison.Ordinal);
}
