using Tocsin.Tool.Tests.Amtool;

namespace Tocsin.Tool.Tests.Rules;

public sealed class RulesCommandTests : AmtoolFixture
{
    [Fact]
    public async Task A_group_is_written_from_a_file_and_says_its_version()
    {
        Api.On("POST /api/v1/rules/pay%20ments", 202, """
            {"status":"success","data":{"namespace":"pay ments","group":"g","version":3,"changed":true}}
            """);
        string file = Home.Write("g.yml", "name: g\n");

        Assert.Equal(0, await RulesAsync("put", "pay ments", file, "--author=ann", "--comment=a sale"));

        Assert.Equal("version 3 of g is in force\n", Terminal.Out);
        Assert.StartsWith(
            "POST /api/v1/rules/pay%20ments?author=ann&comment=a%20sale", Assert.Single(Api.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_shows_the_change_the_doubts_and_the_present()
    {
        Api.On("POST /api/v1/rules/n", 200, """
            {"status":"success","data":{"namespace":"n","group":"g","changes":[
            {"rule":"alert A{}","field":"expr","before":"x > 1","after":"x > 2"},{"rule":"alert B{}","field":"","after":"y"}],
            "doubts":["n:3:1: rate over 30s"],"now":[{"rule":"A","series":2},{"rule":"B","series":0,"error":"no"}]}}
            """);

        Assert.Equal(0, await RulesAsync("put", "n", Home.Write("g.yml", "name: g\n"), "--dry-run"));

        Assert.Equal(
            """
            would change:
              alert A{}, expr
                - x > 1
                + x > 2
              alert B{}
                + y
            doubtful: n:3:1: rate over 30s
            at this moment:
              A: 2
              B: cannot be evaluated: no

            """,
            Terminal.Out);
    }

    [Fact]
    public async Task What_the_server_refuses_is_told_with_every_fault()
    {
        Api.On("POST /api/v1/rules/n", 400, """{"status":"error","errorType":"bad_data","error":"n:1: one\nn:2: two"}""");

        Assert.Equal(1, await RulesAsync("put", "n", Home.Write("g.yml", "x")));

        Assert.Contains("n:1: one\nn:2: two", Terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replay_shows_alerts_messages_and_why_it_ended_early()
    {
        const string Report = """
            {"status":"success","data":{"from":"2026-01-01T00:00:00.000Z","to":"2026-01-02T00:00:00.000Z","rules":2,
            "stopped":"too much","alertCount":3,"alerts":[{"labels":{"alertname":"A","job":"a"},"value":"7",
            "activeAt":"2026-01-01T01:00:00.000Z","firedAt":"2026-01-01T01:05:00.000Z"}],
            "faults":[{"group":"f;g","rule":"alert B{}","error":"no","at":"2026-01-01T02:00:00.000Z"}],
            "notifications":{"count":4,"receivers":[{"receiver":"team","integration":"webhook[0]","firing":3,"resolved":1}]}}}
            """;
        const string Progress = """{"at":"2026-01-01T00:00:00.000Z","percent":50}""";
        Api.On("POST /api/v1/replay", 200, $"{Progress}\n{Report.ReplaceLineEndings("")}\n");

        Assert.Equal(1, await RulesAsync("replay", "--from=2026-01-01T00:00:00Z", "--group=g", "--warmup=1h"));

        Assert.Equal(
            """
            2 rules from 2026-01-01 00:00:00 to 2026-01-02 00:00:00

            pending              firing               ended  value  alert
            2026-01-01 01:00:00  2026-01-01 01:05:00  -      7      {alertname="A", job="a"}
            and 2 more

            alert B{} of f;g could not be evaluated at 2026-01-01 02:00:00: no

            4 messages would have been sent
              team  webhook[0]  3 firing  1 resolved

            It ended early: too much

            """,
            Terminal.Out);
        Assert.StartsWith(
            "POST /api/v1/replay?from=1767225600&warmup=1h&rule_group[]=g", Assert.Single(Api.Requests), StringComparison.Ordinal);
    }

    private Task<int> RulesAsync(string command, params string[] arguments) =>
        StartAsync("tocsin", "", ["rules", command, $"--server.url={Api.Address}", .. arguments]);
}
