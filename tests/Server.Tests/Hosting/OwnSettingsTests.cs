using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Tocsin.Model;
using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.Model.Seams;
using Tocsin.Notify.HttpClients;
using Tocsin.Notify.Receivers;
using Tocsin.Server.Config;
using Tocsin.Server.Hosting;
using Tocsin.Server.Tests.Config;

namespace Tocsin.Server.Tests.Hosting;

public sealed class OwnSettingsTests
{
    private const string File = "/etc/tocsin/tocsin.yml";
    private const string Routes = "/etc/tocsin/am.yml";
    private readonly ConfigLoading.MemoryFiles _files = new() { [File] = "" };
    private readonly ListLogger _log = new();

    private TocsinConfig Settings => Own().Read().Config!;

    [Fact]
    public void An_empty_file_changes_nothing()
    {
        var options = new ServeOptions();
        ServeOptions applied = OwnSettings.Apply(Settings, options);
        Assert.Equal(options, applied);
        Assert.Equal((TimeSpan.FromDays(15), 2L << 30), (applied.HistoryAge, applied.HistoryBytes));
    }

    [Fact]
    public void The_file_holds_where_the_command_line_names_nothing()
    {
        _files[File] = """
            alertmanager: {config_file: am.yml}
            storage: {path: state, history_age_max: 3d, history_mib_max: 64}
            web: {listen_address: '127.0.0.1:1'}
            notifications: {resend_after_mute: true}
            """;
        ServeOptions applied = OwnSettings.Apply(Settings, new ServeOptions());
        Assert.Equal(("/etc/tocsin/am.yml", "/etc/tocsin/state"), (applied.ConfigFile, applied.StoragePath));
        Assert.Equal((TimeSpan.FromDays(3), 64L << 20), (applied.HistoryAge, applied.HistoryBytes));
        Assert.Equal(["127.0.0.1:1"], applied.Web.ListenAddresses);
        Assert.True(applied.Notifications.ResendAfterMute);

        var named = new ServeOptions
        {
            NamedFlags = FrozenSet.Create("config.file", "storage.path", "web.listen-address"),
            ConfigFile = "named.yml",
        };
        applied = OwnSettings.Apply(Settings, named);
        Assert.Equal(("named.yml", "data/"), (applied.ConfigFile, applied.StoragePath));
        Assert.Equal([":9093"], applied.Web.ListenAddresses);
        Assert.Equal(TimeSpan.FromDays(3), applied.HistoryAge);
    }

    [Fact]
    public void Its_defaults_are_read_again_with_every_configuration()
    {
        _files[Routes] = ConfigLoading.Root + "receivers: [{name: r, email_configs: [{to: a@example.com}]}]";
        ConfigCompiler compiler = Compiler();
        Assert.Equal("no global SMTP smarthost set", compiler.Compile(Routes).Errors[0]);

        _files[File] = "alertmanager: {defaults: {global: {smtp_smarthost: 'mail:25', smtp_from: t@example.com}}}";
        Assert.Equal(["email[0]"], compiler.Compile(Routes).Config!.Integrations["r"]);

        _files[File] = "storag: {}";
        Assert.StartsWith(
            "/etc/tocsin/tocsin.yml:1:1: storag: field storag not found",
            Assert.Single(compiler.Compile(Routes).Errors),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Rule_files_are_read_with_it_what_is_wrong_refuses_it_and_what_is_doubtful_is_told()
    {
        _files[Routes] = ConfigLoading.Root + "receivers: [{name: r}]";
        _files[File] = "rules: {files: [r.yml], watch_self: false}";
        _files["/etc/tocsin/r.yml"] = """
            apiVersion: monitoring.coreos.com/v1
            kind: PrometheusRule
            spec: {groups: [{name: g, rules: [{alert: A, expr: up, annotations: {t: '{{ 1 / 2 }}'}}]}]}
            """;
        ConfigCompiler compiler = Compiler();
        Assert.Equal("g", Assert.Single(compiler.Compile(Routes).Config!.Rules).Name);
        Assert.Contains(
            "/etc/tocsin/r.yml:3:79: group \"g\", rule 1, \"A\": annotation \"t\"",
            Assert.Single(_log.Lines),
            StringComparison.Ordinal);

        _files["/etc/tocsin/r.yml"] = "groups: [{name: ''}, {name: a, rules: [{record: b}]}]";
        Assert.Equal(
            ["/etc/tocsin/r.yml:1:17: group \"\": Groupname must not be empty",
                "/etc/tocsin/r.yml:1:40: group \"a\", rule 1, \"b\": field 'expr' must be set in rule"],
            compiler.Compile(Routes).Errors);
    }

    [Fact]
    public async Task What_may_be_reached_is_read_again_with_every_configuration()
    {
        _files[Routes] = ConfigLoading.Root + "receivers: [{name: r, webhook_configs: [{url: 'http://10.0.0.1/'}]}]";
        ConfigCompiler compiler = Compiler();
        Assert.NotNull(compiler.Compile(Routes).Config);
        _files[File] = "outgoing: {deny: [internal]}";

        NotifyModel model = compiler.Compile(Routes).Config!.Notify;
        SendOutcome outcome = await model.Integrations.Single().Notifier.SendAsync(
            Message(), NoSendObserver.Instance, TestContext.Current.CancellationToken);

        Assert.StartsWith("nothing may go to 10.0.0.1 by", outcome.Answer, StringComparison.Ordinal);
        Assert.Empty(_log.Lines);
        _files[File] = "outgoing: {deny: [internal]}\nstorage: {history_mib_max: 64}";
        compiler.Compile(Routes);
        Assert.Contains("the rest waits for a start", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void What_may_be_run_is_read_again_with_every_configuration()
    {
        _files[Routes] = ConfigLoading.Root + "receivers: [{name: r, exec_configs: [{command: [/bin/true]}]}]";
        ConfigCompiler compiler = Compiler();
        Assert.Equal("the program \"/bin/true\" is not allowed to run", compiler.Compile(Routes).Errors[0]);

        _files[File] = "exec: {allow: [/bin/true]}";
        Assert.Equal(["exec[0]"], compiler.Compile(Routes).Config!.Integrations["r"]);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void A_template_that_cannot_be_read_refuses_the_configuration()
    {
        _files[Routes] = ConfigLoading.Root + "receivers: [{name: r}]\ntemplates: [bad.tmpl]";
        Assert.NotNull(Compiler().Compile(Routes).Config);
        _files["/etc/tocsin/bad.tmpl"] = "{{ define";
        Assert.StartsWith(
            "/etc/tocsin/bad.tmpl:1:", Assert.Single(Compiler().Compile(Routes).Errors), StringComparison.Ordinal);
    }

    private static Notification Message() => new()
    {
        Id = "1",
        GroupKey = "{}:{}",
        GroupId = "1",
        Receiver = "r",
        GroupLabels = LabelSet.Empty,
        Alerts = [],
        Reason = "first notification",
        At = Instant.From(DateTimeOffset.UnixEpoch),
    };

    private OwnSettings Own() => new(_files, File, _log);

    private ConfigCompiler Compiler() => new(
        _files,
        new ConfigCompilerOptions
        {
            Load = new LoadOptions { Matchers = MatcherParser.Default },
            Settings = Own(),
            Time = TimeProvider.System,
            Http = new HttpClientFactory(TimeProvider.System, _ => null),
            ExternalUrl = "http://tocsin.example",
            LocalZone = TimeZoneInfo.Utc,
        },
        _log);

    private sealed class ListLogger : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter) => Lines.Add(formatter(state, exception));
    }
}
