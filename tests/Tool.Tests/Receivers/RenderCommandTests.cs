using System.Text.Json.Nodes;
using Tocsin.Notify.Integrations;
using Tocsin.Tool.Tests.Amtool;

namespace Tocsin.Tool.Tests.Receivers;

public sealed class RenderCommandTests : AmtoolFixture
{
    private const string Config = """
        route:
          receiver: other
          group_by: [alertname]
          routes:
          - receiver: team
            matchers: [team="db", severity=~"warning|critical"]
            group_by: [alertname, team]
        receivers:
        - name: other
        - name: team
          webhook_configs: [{url: 'https://hooks.example/hidden-url'}, {url: 'https://hooks.example/2', send_resolved: false}]
        """;

    [Fact]
    public async Task The_request_is_printed_with_the_key_and_labels_of_the_receivers_route()
    {
        string path = Home.Write("am.yml", Config);
        Assert.Equal(0, await RenderAsync(path, "--integration=webhook[0]", "team"));
        string[] lines = Terminal.Out.Split('\n');
        Assert.Equal("# team/webhook[0], request 1 of 1", lines[0]);
        Assert.Equal("POST https://hooks.example/<secret>", lines[1]);
        Assert.Contains("Content-Type: application/json", lines);
        JsonNode body = JsonNode.Parse(string.Join('\n', lines.SkipWhile(line => line != "{").TakeWhile(line => line.Length > 0)))!;
        Assert.Equal("{}/{severity=~\"warning|critical\",team=\"db\"}:{alertname=\"SampleAlert\", team=\"db\"}", (string)body["groupKey"]!);
        Assert.Equal("db", (string)body["groupLabels"]!["team"]!);
        Assert.Equal("2025-12-31T23:55:00Z", (string)body["alerts"]![0]!["startsAt"]!);
        Assert.Empty(Api.Requests);
    }

    [Fact]
    public async Task The_end_of_an_alert_can_be_shown_and_whether_it_would_be_sent()
    {
        string path = Home.Write("am.yml", Config);
        Assert.Equal(0, await RenderAsync(path, "--resolved", "-o", "extended", "team"));
        Assert.Contains("\"status\":\"resolved\"", Terminal.Out, StringComparison.Ordinal);
        Assert.Contains("# team/webhook[1]: send_resolved is off, so this would not be sent\n", Terminal.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("# team/webhook[0]: send_resolved", Terminal.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"labels":{"alertname":"Mine","team":"db"}}""", 1)]
    [InlineData("""[{"labels":{"alertname":"Mine","team":"db"}},{"labels":{"alertname":"Mine","team":"db","n":"2"}}]""", 2)]
    [InlineData("""{"status":"firing","alerts":[{"labels":{"alertname":"Mine","team":"db"},"endsAt":"0001-01-01T00:00:00Z"}]}""", 1)]
    public async Task Alerts_come_from_a_file_in_any_shape_that_people_have(string json, int count)
    {
        string path = Home.Write("am.yml", Config);
        string alert = Home.Write("alert.json", json);
        Assert.Equal(0, await RenderAsync(path, "--alert", alert, "--integration=webhook/0", "-o", "json", "team"));
        JsonNode shown = JsonNode.Parse(Terminal.Out)!;
        JsonNode body = shown["integrations"]![0]!["requests"]![0]!["json"]!;
        Assert.Equal(count, body["alerts"]!.AsArray().Count);
        Assert.Equal(("firing", "Mine"), ((string)body["status"]!, (string)body["commonLabels"]!["alertname"]!));
        Assert.Equal((string)shown["groupKey"]!, (string)body["groupKey"]!);
    }

    [Theory]
    [InlineData("[]", "there must be 1 to 1000 alerts, and there are 0")]
    [InlineData("[{\"labels\":{}}]", "an alert has no labels")]
    [InlineData("[{\"labels\":{\"a\":1}}]", "labels.a is not a text")]
    [InlineData("[{\"labels\":{\"a\":\"b\"},\"startsAt\":\"now\"}]", "startsAt \"now\" is not a time")]
    [InlineData("{", "")]
    public async Task A_file_without_alerts_is_refused(string json, string error)
    {
        string path = Home.Write("am.yml", Config);
        string alert = Home.Write("alert.json", json);
        Assert.Equal(1, await RenderAsync(path, "--alert", alert, "team"));
        Assert.StartsWith($"tocsin: error: {alert}: {error}", Terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_live_alert_is_asked_for_by_its_fingerprint()
    {
        Api.On("GET /api/v2/alerts", 200, """
            [{"fingerprint":"00000000000000aa","labels":{"alertname":"No"},
              "startsAt":"2026-01-01T00:00:00Z","endsAt":"2026-01-02T00:00:00Z"},
             {"fingerprint":"00000000000000bb","labels":{"alertname":"Live"},"annotations":{"summary":"s"},
              "startsAt":"2026-01-01T00:00:00Z","endsAt":"2026-01-02T00:00:00Z","generatorURL":"http://g/"}]
            """);
        string path = Home.Write("am.yml", Config);
        string[] server = [$"--alertmanager.url={Api.Address}", "--no-version-check", "--integration=webhook/0", "-o", "json"];
        Assert.Equal(0, await RenderAsync(path, [.. server, "--fingerprint=00000000000000BB", "team"]));
        JsonNode alert = JsonNode.Parse(Terminal.Out)!["integrations"]![0]!["requests"]![0]!["json"]!["alerts"]![0]!;
        Assert.Equal("Live s http://g/", $"{alert["labels"]!["alertname"]} {alert["annotations"]!["summary"]} {alert["generatorURL"]}");
        Assert.Equal(1, await RenderAsync(path, [.. server, "--fingerprint=00000000000000cc", "team"]));
        Assert.Equal("tocsin: error: the server has no alert with fingerprint 00000000000000cc now\n", Terminal.Error);
    }

    [Fact]
    public async Task A_template_that_fails_and_a_message_that_would_not_go_make_the_command_fail()
    {
        string path = Home.Write("am.yml", """
            route: {receiver: a}
            receivers:
            - name: a
              slack_configs: [{api_url: 'https://hooks.example/x', channel: c, text: '{{ template "gone" . }}'}]
            - name: b
              webhook_configs: [{url_file: no-such-file}]
            """);
        Assert.Equal(1, await RenderAsync(path, "a"));
        Assert.Contains("# a/slack[0]: a template failed, so a plain message would go: ", Terminal.Out, StringComparison.Ordinal);
        Assert.Equal(1, await RenderAsync(path, "b"));
        Assert.Contains("# b/webhook[0]: nothing would be sent: cannot read ", Terminal.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("taem", "there is no receiver \"taem\"; there are \"other\", \"team\"")]
    [InlineData("tea", "there is no receiver \"tea\"; did you mean \"team\"?")]
    public async Task An_unknown_receiver_is_answered_with_the_near_names(string name, string error)
    {
        Assert.Equal(1, await RenderAsync(Home.Write("am.yml", Config), name));
        Assert.Equal($"tocsin: error: {error}\n", Terminal.Error);
    }

    [Fact]
    public async Task Without_a_receiver_it_is_amtools_command()
    {
        string glob = Home.Write("t.tmpl", "{{ define \"mine\" }}{{ .Receiver }}!{{ end }}");
        Assert.Equal(0, await StartAsync(
            "tocsin", "", "template", "render", $"--template.glob={glob}", "--template.text={{ template \"mine\" . }}"));
        Assert.Equal("receiver!", Terminal.Out);
        Assert.Equal(1, await StartAsync("tocsin", "", "template", "render", "--template.text=x"));
        Assert.Equal("tocsin: error: required flag(s) '--template.glob' not provided; or name a --receiver\n", Terminal.Error);
    }

    [Fact]
    public async Task Every_kind_of_integration_is_shown_and_none_of_its_secrets()
    {
        string missing = string.Join(", ", ReceiverConfig.BuildOrder.Except(EveryKind.Names));
        Assert.True(missing.Length == 0, $"EveryKind has no example of {missing}; give it one with each of its secrets");
        string path = EveryKind.Write(Home, "https://there.example", "mail.example:587");
        string settings = "--config=" + Home.Write("tocsin.yml", EveryKind.Settings);
        foreach (string flag in (string[])["--no-resolved", "--resolved"])
        {
            foreach (string form in (string[])["simple", "extended", "json"])
            {
                Assert.True(await RenderAsync(path, settings, flag, "-o", form, "all") == 0, Terminal.Error + Terminal.Out);
                Assert.DoesNotContain(EveryKind.Mark, Terminal.Out, StringComparison.OrdinalIgnoreCase);
            }
        }

        Assert.All(
            JsonNode.Parse(Terminal.Out)!["integrations"]!.AsArray(),
            one => Assert.NotEmpty(one!["requests"]!.AsArray()));
        Assert.DoesNotContain("aGlkZGVuLT", Terminal.Out, StringComparison.Ordinal);
    }

    private Task<int> RenderAsync(string path, params string[] arguments) => StartAsync(
        "tocsin", "", ["template", "render", $"--config.file={path}", .. arguments[..^1], "--receiver", arguments[^1]]);
}
