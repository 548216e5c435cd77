using System.Text.Json.Nodes;
using Tocsin.Server.Hosting;
using Tocsin.Server.Series;
using Tocsin.Server.Tests.Api;
using Tocsin.TestKit.Probes;

namespace Tocsin.Server.Tests.Probes;

[Collection(CountedAlone.Name)]
public sealed class ProbeApiTests
{
    private const string Routes = "route: {receiver: r}\nreceivers: [{name: r}]\n";

    private static Task<RunningServer> StartAsync(string? settings) =>
        RunningServer.StartAsync(Routes, new ServeOptions { Series = new SeriesOptions() }, settings);

    [Fact]
    public async Task Nothing_is_probed_unless_the_settings_say_so()
    {
        await using RunningServer server = await StartAsync("series: {scrape_self: false}");
        Reply reply = await server.GetAsync("probe?target=127.0.0.1:1&module=tcp_connect");
        Assert.Equal(404, reply.Status);
        Assert.Contains("probes: {}", reply.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_probe_is_answered_in_the_text_format_in_openmetrics_and_in_words()
    {
        await using PlayedServer target = PlayedServer.Saying("SSH-2.0-x\r\n");
        await using RunningServer server = await StartAsync("probes: {}");
        string path = $"probe?module=ssh_banner_extract&target=127.0.0.1%3A{target.Address.Port}";
        Reply text = await server.GetAsync(path);
        Assert.Equal((200, "text/plain; version=0.0.4; charset=utf-8"), (text.Status, text.Type));
        Assert.Contains("\nprobe_success 1\n", text.Body, StringComparison.Ordinal);
        Assert.Contains("probe_expect_info{ssh_comments=\"\",ssh_version=\"x\"} 1\n", text.Body, StringComparison.Ordinal);
        Reply words = await server.GetAsync(path + "&debug=true");
        Assert.Contains("msg=\"The line matches\"", words.Body, StringComparison.Ordinal);
        Assert.Contains("Module configuration:\nprober: tcp\n", words.Body, StringComparison.Ordinal);

        Assert.Equal((400, "Unknown module \"x\"\n"), Short(await server.GetAsync("probe?module=x&target=a")));
        Assert.Equal((400, "Target parameter is missing\n"), Short(await server.GetAsync("probe")));
        Reply metrics = await server.GetAsync("metrics");
        Assert.Contains("tocsin_probes_total{outcome=\"success\",prober=\"tcp\"} 2\n", metrics.Body, StringComparison.Ordinal);
        Assert.Contains("blackbox_module_unknown_total 1\n", metrics.Body, StringComparison.Ordinal);
        Assert.Empty(server.Errors);

        static (int Status, string Body) Short(Reply reply) => (reply.Status, reply.Body);
    }

    [Fact]
    public async Task Targets_of_the_settings_become_series_without_a_scrape_configuration()
    {
        await using PlayedServer target = PlayedServer.Saying("hello\n");
        string address = $"127.0.0.1:{target.Address.Port}";
        await using RunningServer server = await StartAsync($$"""
            probes:
              targets:
              - module: tcp_connect
                targets: ['{{address}}', nobody]
                interval: 15s
                timeout: 15s
                labels: {team: web}
            """);
        await server.UntilAsync(
            "api/v1/targets", answer => answer["data"]!["activeTargets"]!.AsArray().Count == 2, "the targets");

        // Not further than a probe has time, so that none ends for the jump of the clock.
        server.Clock.Advance(TimeSpan.FromSeconds(15));
        JsonNode good = await server.UntilAsync(
            "api/v1/query?query=probe_success==1", answer => Results(answer).Count == 1, "a target that is up");
        JsonNode labels = Results(good)[0]!["metric"]!;
        Assert.Equal(
            ("probe/tcp_connect", address, "web"), ((string)labels["job"]!, (string)labels["instance"]!, (string)labels["team"]!));
        JsonNode bad = await server.UntilAsync(
            "api/v1/query?query=probe_success==0", answer => Results(answer).Count == 1, "one that is down");
        Assert.Equal("nobody", (string)Results(bad)[0]!["metric"]!["instance"]!);
        await server.UntilAsync("api/v1/query?query=up==1", answer => Results(answer).Count == 2, "both answered");
        Reply targets = await server.GetAsync("api/v1/targets");
        Assert.Contains("http://tocsin.example/probe?module=tcp_connect\\u0026target=", targets.Body, StringComparison.Ordinal);
    }

    private static JsonArray Results(JsonNode answer) => answer["data"]!["result"]!.AsArray();
}
