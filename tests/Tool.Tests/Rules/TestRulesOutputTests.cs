using Tocsin.Tool.Tests.Amtool;

namespace Tocsin.Tool.Tests.Rules;

/// <summary>What <c>--diff</c> and <c>--debug</c> of rule tests show.</summary>
public sealed class TestRulesOutputTests : AmtoolFixture
{
    private const string Rules = """
        groups:
        - name: g
          backend: elsewhere
          rules:
          - {record: 'a:b', expr: up * 2}
          - alert: Down
            expr: up == 0
            for: 1m
            labels: {sev: page}
        """;

    private const string Tests = """
        rule_files: [rules.yml]
        tests:
        - interval: 1m
          name: one
          input_series: [{series: 'up{job="a"}', values: '0 0 stale'}, {series: 'up{job="b"}', values: '0x2'}]
          alert_rule_test:
          - eval_time: 1m
            alertname: Down
            exp_alerts: [{exp_labels: {sev: pages, job: a}}, {exp_labels: {sev: page, job: b}}]
        """;

    [Theory]
    [InlineData("tocsin", "test")]
    [InlineData("promtool", "test", "rules")]
    public async Task A_difference_shows_what_is_expected_alone_and_what_came_alone(string program, params string[] verb)
    {
        Home.Write("rules.yml", Rules);
        string file = Home.Write("tests.yml", Tests);

        Assert.Equal(1, await StartAsync(program, "", [.. verb, "--diff", file]));

        Assert.Contains(
            """
            name: one, alertname: Down, time: 1m
                    - Labels:{alertname="Down", job="a", sev="pages"} Annotations:{}
                      Labels:{alertname="Down", job="b", sev="page"} Annotations:{}
                    + Labels:{alertname="Down", job="a", sev="page"} Annotations:{}

            """,
            Terminal.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Debugging_shows_all_series_at_the_end()
    {
        Home.Write("rules.yml", Rules);
        string file = Home.Write("tests.yml", Tests);

        Assert.Equal(1, await StartAsync("promtool", "", "test", "rules", "--debug", file));

        Assert.Contains(
            """
            DEBUG: Dump of all data (input_series and rules) of test one:
            {__name__="ALERTS", alertname="Down", alertstate="firing", job="a", sev="page"} =>
            1 @[60000]
            {__name__="ALERTS", alertname="Down", alertstate="firing", job="b", sev="page"} =>
            1 @[60000]

            """,
            Terminal.Out,
            StringComparison.Ordinal);
        Assert.Contains("{__name__=\"a:b\", job=\"a\"} =>\n0 @[0]\n0 @[60000]\n", Terminal.Out, StringComparison.Ordinal);
    }
}
