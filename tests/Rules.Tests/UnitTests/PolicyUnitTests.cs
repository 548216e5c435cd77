using System.Text;
using Tocsin.Rules.UnitTests;

namespace Tocsin.Rules.Tests.UnitTests;

/// <summary>Rules with keys of Tocsin's own in <c>tocsin test</c>.</summary>
public sealed class PolicyUnitTests
{
    private const string Rules = """
        - name: g
          interval: 1m
          retries: 3
          timeout: 1s
          eval_delay: 30s
          rules:
          - {alert: Hot, expr: t > 5, resolve_expr: t < 2, no_data: alert}
          - {alert: Sum, expr: u * on () group_left () v > 1, on_error: alert}
        """;

    [Fact]
    public void What_policies_do_can_be_tested_as_any_alert()
    {
        UnitTestResult result = Run(Rules, """
            - interval: 1m
              input_series:
              - {series: t, values: '9 4 4 1 stale'}
              - {series: u, values: '1x10'}
              - {series: 'v{a="1"}', values: '1x10'}
              - {series: 'v{a="2"}', values: '1x10'}
              alert_rule_test:
              - {eval_time: 2m, alertname: Hot, exp_alerts: [{}]}
              - {eval_time: 3m, alertname: Hot}
              - {eval_time: 3m, alertname: DatasourceNoData}
              - {eval_time: 4m, alertname: DatasourceNoData, exp_alerts: [{exp_labels: {rulename: Hot}}]}
              - eval_time: 1m
                alertname: DatasourceError
                exp_alerts:
                - exp_labels: {rulename: Sum}
                  exp_annotations: {Error: ERROR}
            """.Replace("ERROR", MatchError, StringComparison.Ordinal));
        Assert.Equal("", string.Join("\n", result.Failures.Select(failure => $"{failure.Subject} {string.Join(" ", failure.Got)}")));
    }

    [Fact]
    public void An_error_that_no_policy_takes_ends_the_test_whatever_the_retries()
    {
        UnitTestResult result = Run(Rules.Replace(", on_error: alert", "", StringComparison.Ordinal), """
            - interval: 1m
              input_series:
              - {series: u, values: '1x10'}
              - {series: 'v{a="1"}', values: '1x10'}
              - {series: 'v{a="2"}', values: '1x10'}
              alert_rule_test: [{eval_time: 1m, alertname: Sum}]
            """);
        Assert.StartsWith("rule Sum of group g: found duplicate series", Assert.Single(result.Failures).Subject, StringComparison.Ordinal);
    }

    private const string MatchError =
        "'found duplicate series for the match group {} on the right hand-side of the operation: "
        + "[{__name__=\"v\", a=\"1\"}, {__name__=\"v\", a=\"2\"}];many-to-many matching not allowed: "
        + "matching labels must be unique on one side'";

    private static UnitTestResult Run(string rules, string tests)
    {
        UnitTestReading reading = UnitTestReader.Read("t.yml", Encoding.UTF8.GetBytes("tests:\n" + tests), false);
        Assert.Empty(reading.Errors);
        var suite = new UnitTestSuite { Config = reading.Config!, Groups = RuleWorld.Read(rules) };
        return suite.Run(Assert.Single(reading.Config!.Tests), TimeProvider.System);
    }
}
