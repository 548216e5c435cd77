using System.Text.Json.Nodes;
using Tocsin.Acceptance.Harness;
using Tocsin.TestKit.BlackBox;
using static Tocsin.Acceptance.Harness.TestAlert;

namespace Tocsin.Acceptance.Scenarios;

public sealed class AmtoolScenarios
{
    private const string Config = """
        route:
          receiver: default
          group_by: [alertname]
          group_wait: 500ms
          group_interval: 1s
          repeat_interval: 1h
          routes:
          - receiver: team-a
            matchers: [team="a"]
          - receiver: team-b
            matchers: [team="b"]
            continue: true
          - receiver: team-c
            matchers: [team=~"b|c"]
        inhibit_rules:
        - source_matchers: [severity="critical"]
          target_matchers: [severity="warning"]
          equal: [alertname]
        receivers:
        - name: default
          webhook_configs:
          - url: '{webhook}'
        - name: team-a
        - name: team-b
        - name: team-c
        """;

    private const string Tree = """
        Routing tree:
        .
        └── default-route  receiver: default
            ├── {team="a"}  receiver: team-a
            ├── {team="b"}  continue: true  receiver: team-b
            └── {team=~"b|c"}  receiver: team-c

        """;

    [Theory]
    [MemberData(nameof(Subjects.All), MemberType = typeof(Subjects))]
    public async Task Version_is_told_in_upstreams_form(Subject subject)
    {
        ProgramResult result = await ChildProcess.RunAsync(subject.Amtool(), "--version");
        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("amtool, version ", result.Output + result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Subjects.AmtoolAndServer), MemberType = typeof(Subjects))]
    public async Task An_alert_that_is_added_arrives(Subject amtool, Subject server)
    {
        await using var scenario = new Scenario(server) { Config = Config };
        Collector webhook = await scenario.CollectAsync();
        await scenario.StartAsync();
        await ExpectAsync(scenario, amtool, "alert", "add", "alertname=probe", "host=a", "--annotation=summary=hello");
        Received received = await webhook.Requests.FirstAsync(_ => true, TimeSpan.FromSeconds(10), "the alert");
        JsonNode alert = JsonNode.Parse(received.Body)!["alerts"]![0]!;
        Assert.Equal("probe", (string?)alert["labels"]!["alertname"]);
        Assert.Equal("hello", (string?)alert["annotations"]!["summary"]);
    }

    [Theory]
    [MemberData(nameof(Subjects.AmtoolAndServer), MemberType = typeof(Subjects))]
    public async Task Alerts_are_queried_by_state_receiver_and_matcher(Subject amtool, Subject server)
    {
        await using var scenario = new Scenario(server) { Config = Config };
        await scenario.CollectAsync();
        await scenario.StartAsync();
        await scenario.Client.PushAsync([
            Alert("plain").ToPost(scenario.Zero),
            Alert("ofteam", "team", "a").ToPost(scenario.Zero),
            Alert("hushed").ToPost(scenario.Zero),
            Alert("pair", "severity", "critical").ToPost(scenario.Zero),
            Alert("pair", "severity", "warning").ToPost(scenario.Zero)]);
        await scenario.Client.SilenceAsync(new TestSilence(0, 100).Match("alertname", "hushed").ToPost(scenario.Zero));

        Assert.Equal(["ofteam", "pair", "plain"], await NamesAsync(scenario, amtool));
        Assert.Equal(["hushed"], await NamesAsync(scenario, amtool, "--silenced"));
        Assert.Equal(["pair"], await NamesAsync(scenario, amtool, "--inhibited"));
        Assert.Equal(["ofteam"], await NamesAsync(scenario, amtool, "--receiver", "team-a"));
        Assert.Equal(["plain"], await NamesAsync(scenario, amtool, "plain"));
        Assert.Equal(["ofteam"], await NamesAsync(scenario, amtool, "team=~a|b"));
    }

    [Theory]
    [MemberData(nameof(Subjects.AmtoolAndServer), MemberType = typeof(Subjects))]
    public async Task A_silence_is_added_queried_updated_and_expired(Subject amtool, Subject server)
    {
        await using var scenario = new Scenario(server) { Config = Config };
        await scenario.CollectAsync();
        await scenario.StartAsync();
        string id = (await ExpectAsync(scenario, amtool, "silence", "add", "-a", "me", "-c", "why", "alertname=x", "n=~.*")).Trim();
        Assert.True(Guid.TryParse(id, out _), id);
        Assert.Equal(id, (await ExpectAsync(scenario, amtool, "silence", "query", "-q", "alertname=x")).Trim());
        Assert.Equal("", (await ExpectAsync(scenario, amtool, "silence", "query", "-q", "alertname=y")).Trim());
        await ExpectAsync(scenario, amtool, "silence", "update", "-c", "because", id);
        JsonNode silence = await scenario.Client.GetAsync($"api/v2/silence/{id}");
        Assert.Equal("because", (string?)silence["comment"]);
        await ExpectAsync(scenario, amtool, "silence", "expire", id);
        Assert.Equal("", (await ExpectAsync(scenario, amtool, "silence", "query", "-q")).Trim());
        Assert.Equal(id, (await ExpectAsync(scenario, amtool, "silence", "query", "-q", "--expired")).Trim());
    }

    [Theory]
    [MemberData(nameof(Subjects.AmtoolAndServer), MemberType = typeof(Subjects))]
    public async Task Routes_are_shown_and_tested(Subject amtool, Subject server)
    {
        await using var scenario = new Scenario(server) { Config = Config };
        await scenario.CollectAsync();
        await scenario.StartAsync();
        string tree = await ExpectAsync(scenario, amtool, "config", "routes", "show");
        Assert.Equal(Tree.Trim(), tree.Trim());
        Assert.Equal("team-a", (await ExpectAsync(scenario, amtool, "config", "routes", "test", "team=a")).Trim());
        Assert.Equal("team-b,team-c", (await ExpectAsync(scenario, amtool, "config", "routes", "test", "team=b")).Trim());
        ProgramResult wrong = await RunAsync(
            scenario, amtool, "", "config", "routes", "test", "--verify.receivers=default", "team=b");
        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains("Expected receivers did not match", wrong.Output + wrong.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Subjects.AmtoolAndServer), MemberType = typeof(Subjects))]
    public async Task Configuration_and_cluster_are_shown(Subject amtool, Subject server)
    {
        await using var scenario = new Scenario(server) { Config = Config };
        await scenario.CollectAsync();
        await scenario.StartAsync();
        Assert.Contains("group_wait: 500ms", await ExpectAsync(scenario, amtool, "config", "show"), StringComparison.Ordinal);
        Assert.Contains("Cluster Status:", await ExpectAsync(scenario, amtool, "cluster", "show"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Subjects.AmtoolAndServer), MemberType = typeof(Subjects))]
    public async Task What_was_exported_is_imported_again(Subject amtool, Subject server)
    {
        await using var scenario = new Scenario(server) { Config = Config };
        await scenario.CollectAsync();
        await scenario.StartAsync();
        await ExpectAsync(scenario, amtool, "silence", "add", "-a", "me", "-c", "one", "alertname=x");
        await ExpectAsync(scenario, amtool, "silence", "add", "-a", "me", "-c", "two", "alertname=y");
        string exported = await ExpectAsync(scenario, amtool, "silence", "query", "-o", "json");

        await using var second = new Scenario(server) { Config = Config };
        await second.CollectAsync();
        await second.StartAsync();
        ProgramResult imported = await RunAsync(second, amtool, exported, "silence", "import", "--force");
        Assert.True(imported.ExitCode == 0, imported.Errors);
        JsonNode silences = await second.Client.GetAsync("api/v2/silences");
        Assert.Equal(["one", "two"], silences.AsArray().Select(s => (string)s!["comment"]!).Order());
    }

    [Theory]
    [MemberData(nameof(Subjects.AmtoolAndServer), MemberType = typeof(Subjects))]
    public async Task A_broken_import_says_so_and_a_partly_bad_one_keeps_the_good(Subject amtool, Subject server)
    {
        const string Good = """
            {"comment":"good","createdBy":"me","startsAt":"2026-01-01T00:00:00Z","endsAt":"2099-01-01T00:00:00Z",
             "matchers":[{"name":"a","value":"b","isRegex":false}]}
            """;
        const string Bad = """
            {"comment":"bad","createdBy":"me","startsAt":"2026-01-01T00:00:00Z","endsAt":"2020-01-01T00:00:00Z",
             "matchers":[{"name":"a","value":"b","isRegex":false}]}
            """;
        await using var scenario = new Scenario(server) { Config = Config };
        await scenario.CollectAsync();
        await scenario.StartAsync();

        ProgramResult broken = await RunAsync(scenario, amtool, "[{", "silence", "import");
        Assert.Equal(1, broken.ExitCode);
        Assert.Contains("couldn't unmarshal input data, is it JSON?", broken.Errors, StringComparison.Ordinal);

        ProgramResult invalid = await RunAsync(scenario, amtool, $"[{Bad}]", "silence", "import");
        Assert.Equal(1, invalid.ExitCode);
        Assert.Contains("couldn't import 1 out of 1 silences", invalid.Errors, StringComparison.Ordinal);

        ProgramResult partly = await RunAsync(scenario, amtool, $"[{Bad},{Good}]", "silence", "import");
        Assert.Equal(1, partly.ExitCode);
        Assert.Contains("couldn't import 1 out of 2 silences", partly.Errors, StringComparison.Ordinal);
        JsonNode silences = await scenario.Client.GetAsync("api/v2/silences");
        Assert.Equal("good", (string?)Assert.Single(silences.AsArray())!["comment"]);
    }

    private static async Task<IEnumerable<string>> NamesAsync(Scenario scenario, Subject amtool, params string[] more)
    {
        string json = await ExpectAsync(scenario, amtool, ["-o", "json", "alert", "query", .. more]);
        return JsonNode.Parse(json)!.AsArray().Select(a => (string)a!["labels"]!["alertname"]!).Order(StringComparer.Ordinal);
    }

    private static async Task<string> ExpectAsync(Scenario scenario, Subject amtool, params string[] arguments)
    {
        ProgramResult result = await RunAsync(scenario, amtool, "", arguments);
        Assert.True(result.ExitCode == 0, $"amtool {string.Join(' ', arguments)}: {result.Output}{result.Errors}");
        return result.Output;
    }

    private static Task<ProgramResult> RunAsync(
        Scenario scenario,
        Subject amtool,
        string standardInput,
        params string[] arguments)
    {
        string[] all = ["--alertmanager.url", scenario.Client.Root.ToString(), .. arguments];
        return ChildProcess.RunAsync(amtool.Amtool(), all, standardInput);
    }
}
