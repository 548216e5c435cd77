using System.Net;
using System.Text.Json.Nodes;
using Tocsin.Acceptance.Harness;
using Tocsin.TestKit.BlackBox;
using static Tocsin.Acceptance.Harness.TestAlert;

namespace Tocsin.Acceptance.Scenarios;

public sealed class Utf8Scenarios
{
    private const string Name = "label1🙂";
    private static readonly string[] Classic = ["--enable-feature", "classic-mode"];

    private const string Config = """
        route:
          receiver: default
          group_by: []
          group_wait: 1s
          group_interval: 10m
          repeat_interval: 10m
        receivers:
        - name: default
          webhook_configs:
          - url: '{webhook}'
        """;

    [Theory]
    [MemberData(nameof(Subjects.All), MemberType = typeof(Subjects))]
    public async Task A_label_name_of_any_script_round_trips_and_filters(Subject subject)
    {
        await using var scenario = new Scenario(subject) { Config = Config };
        Collector webhook = await scenario.CollectAsync();
        scenario.At(0.2).Push(Alert("a", Name, "value1").Active(0.1), Alert("b", "Σplain", "value2").Active(0.1));
        webhook.Between(1.1, 1.6).Want(Alert("a", Name, "value1").Active(0.1), Alert("b", "Σplain", "value2").Active(0.1));
        await scenario.RunAsync();

        string filter = Uri.EscapeDataString($"\"{Name}\"=\"value1\"");
        JsonNode found = await scenario.Client.GetAsync($"api/v2/alerts?filter={filter}");
        Assert.Equal("value1", (string?)Assert.Single(found.AsArray())!["labels"]![Name]);
    }

    [Theory]
    [MemberData(nameof(Subjects.All), MemberType = typeof(Subjects))]
    public async Task Classic_mode_refuses_such_a_label_name(Subject subject)
    {
        await using var scenario = new Scenario(subject) { Config = Config, Flags = Classic };
        await scenario.CollectAsync();
        await scenario.StartAsync();
        var alerts = new JsonArray(Alert("a", Name, "value1").ToPost(scenario.Zero));
        Answer answer = await scenario.Client.SendAsync(HttpMethod.Post, "api/v2/alerts", alerts.ToJsonString());
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("invalid label set", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Subjects.All), MemberType = typeof(Subjects))]
    public async Task A_silence_may_match_such_a_name_and_is_found_by_it(Subject subject)
    {
        await using var scenario = new Scenario(subject) { Config = Config };
        await scenario.CollectAsync();
        await scenario.StartAsync();
        string id = await scenario.Client.SilenceAsync(new TestSilence(0, 100).Match(Name, "value1").ToPost(scenario.Zero));
        string filter = Uri.EscapeDataString($"\"{Name}\"=\"value1\"");
        JsonNode found = await scenario.Client.GetAsync($"api/v2/silences?filter={filter}");
        Assert.Equal(id, (string?)Assert.Single(found.AsArray())!["id"]);
    }

    [Theory]
    [MemberData(nameof(Subjects.All), MemberType = typeof(Subjects))]
    public async Task Classic_mode_refuses_such_a_silence(Subject subject)
    {
        await using var scenario = new Scenario(subject) { Config = Config, Flags = Classic };
        await scenario.CollectAsync();
        await scenario.StartAsync();
        string silence = new TestSilence(0, 100).Match(Name, "value1").ToPost(scenario.Zero).ToJsonString();
        Answer answer = await scenario.Client.SendAsync(HttpMethod.Post, "api/v2/silences", silence);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("invalid silence: invalid label matcher", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Subjects.All), MemberType = typeof(Subjects))]
    public async Task A_route_may_match_such_a_name(Subject subject)
    {
        await using var scenario = new Scenario(subject);
        Collector other = await scenario.CollectAsync("other");
        Collector webhook = await scenario.CollectAsync();
        scenario.Config = """
            route:
              receiver: other
              group_wait: 1s
              routes:
              - receiver: default
                matchers: ['"label1🙂"=~"value.*"']
            receivers:
            - name: other
              webhook_configs:
              - url: '{other}'
            - name: default
              webhook_configs:
              - url: '{webhook}'
            """;
        scenario.At(0.2).Push(Alert("a", Name, "value1").Active(0.1));
        webhook.Between(1.1, 1.6).Want(Alert("a", Name, "value1").Active(0.1));
        Assert.Equal(0, other.Requests.Count);
        await scenario.RunAsync();
    }
}
