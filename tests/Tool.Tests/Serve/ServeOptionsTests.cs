using Tocsin.Server.Hosting;
using Tocsin.Server.Logging;

namespace Tocsin.Tool.Tests.Serve;

public sealed class ServeOptionsTests
{
    private readonly TerminalFake _terminal = new();
    private ServeOptions? _options;

    [Theory]
    [InlineData("/usr/bin/alertmanager", "", "alertmanager")]
    [InlineData("prometheus-alertmanager", "", "prometheus-alertmanager")]
    [InlineData("out/tocsin", "alertmanager", "alertmanager")]
    [InlineData("dotnet", "alertmanager", "alertmanager")]
    [InlineData("tocsin", "serve", "tocsin")]
    public async Task The_program_is_chosen_by_its_name_or_first_argument(string startedAs, string first, string name)
    {
        Assert.Equal(0, await RunAsync(startedAs, first));
        Assert.Equal(name, _options!.ProgramName);
    }

    [Fact]
    public async Task The_defaults_of_the_flags_are_those_of_the_options()
    {
        Assert.Equal(0, await RunAsync("alertmanager"));
        ServeOptions expected = new() { ProgramName = "alertmanager" };
        Assert.Equal(expected.Web.ListenAddresses, _options!.Web.ListenAddresses);
        Assert.Equal(
            expected with { Web = expected.Web with { ListenAddresses = _options.Web.ListenAddresses } },
            _options with
            {
                // What was said on the line, not what holds.
                Flags = expected.Flags,
                Cluster = _options.Cluster with { Peers = expected.Cluster.Peers },
            });
    }

    [Fact]
    public async Task The_flags_of_the_black_box_harness_are_taken()
    {
        string[] harness =
        [
            "--config.file", "f.yml", "--log.level", "debug", "--web.listen-address", "127.0.0.1:0", "--storage.path", "d",
            "--cluster.listen-address", "127.0.0.1:0", "--cluster.settle-timeout", "0s", "--cluster.peer", "a:1",
            "--cluster.peer", "b:2", "--enable-feature", "classic-mode", "--web.route-prefix", "/foo",
            "--dispatch.start-delay", "5s",
        ];
        Assert.Equal(0, await RunAsync("alertmanager", harness));
        Assert.Equal("f.yml", _options!.ConfigFile);
        Assert.Equal(LogLevelName.Debug, _options.LogLevel);
        Assert.Equal(["127.0.0.1:0"], _options.Web.ListenAddresses);
        Assert.Equal(["a:1", "b:2"], _options.Cluster.Peers);
        Assert.Equal(TimeSpan.Zero, _options.Cluster.SettleTimeout);
        Assert.Equal("classic-mode", _options.EnableFeature);
        Assert.Equal("/foo", _options.Web.RoutePrefix);
        Assert.Equal(TimeSpan.FromSeconds(5), _options.DispatchStartDelay);
    }

    [Fact]
    public async Task Tocsin_serve_starts_without_a_file_but_not_without_one_that_is_named()
    {
        Assert.Equal(0, await RunAsync("tocsin", "serve"));
        Assert.Null(_options!.ConfigFile);
        Assert.Null(_options.TocsinFile);
        Assert.Equal(0, await RunAsync("tocsin", "serve", "--config.file=no.yml", "--config=no-tocsin.yml"));
        Assert.Equal("no.yml", _options.ConfigFile);
        Assert.Equal("no-tocsin.yml", _options.TocsinFile);
        Assert.Equal(["config.file"], _options.NamedFlags);
    }

    [Fact]
    public async Task The_version_text_has_upstreams_shape()
    {
        Assert.Equal(0, await RunAsync("alertmanager", "--version"));
        Assert.Matches(
            """
            ^alertmanager, version 0\.34\.0 \(branch: \S+, revision: \S+\)
              build user:       \S+
              build date:       \S+
              go version:       \S+
              platform:         linux/\S+
              tags:             \S+
            $
            """.ReplaceLineEndings("\n"),
            _terminal.Out);
    }

    [Theory]
    [InlineData("--log.level=loud", "unrecognized log level loud")]
    [InlineData("--log.format=xml", "unrecognized log format xml")]
    public async Task A_wrong_log_setting_is_refused(string flag, string error)
    {
        Assert.Equal(1, await RunAsync("alertmanager", flag));
        Assert.Equal($"alertmanager: error: {error}, try --help\n", _terminal.Error);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("classic-mode,event-recorder", null)]
    [InlineData("foo", "unknown option 'foo' for --enable-feature")]
    [InlineData("classic-mode,", "unknown option '' for --enable-feature")]
    [InlineData("classic-mode,utf8-strict-mode", "cannot have both classic and UTF-8 modes enabled")]
    public void Features_are_checked(string list, string? error)
    {
        Assert.Equal(error is null, FeatureFlags.TryParse(list, out FeatureFlags flags, out string? found));
        Assert.Equal(error, found);
        Assert.Equal(error is null && list.Length > 0, flags is { ClassicMode: true, EventRecorder: true });
    }

    private Task<int> RunAsync(string startedAs, params string[] arguments) => Entry.RunAsync(
        startedAs,
        [.. arguments.Where(a => a.Length > 0)],
        _terminal.Terminal,
        (options, _) =>
        {
            _options = options;
            return Task.FromResult(0);
        });
}
