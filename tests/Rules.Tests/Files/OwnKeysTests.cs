using System.Text;
using Tocsin.Rules.Files;
using Tocsin.Rules.Groups;
using Tocsin.Rules.Policies;

namespace Tocsin.Rules.Tests.Files;

public sealed class OwnKeysTests
{
    private const string Whole = """
        groups:
        - name: g
          interval: 15s
          eval_delay: 20s
          timeout: 5s
          retries: 2
          no_data: keep
          on_error: alert
          rules:
          - {record: r, expr: t}
          - {alert: A, expr: t > 2, resolve_expr: t < 1, on_error: ok}
        """;

    [Fact]
    public void The_keys_are_read_and_rules_take_what_their_group_says()
    {
        RuleGroupModel group = Assert.Single(Read(Whole, new RuleFileOptions()).Groups);
        Assert.Equal((20, 5, 2), (group.EvalDelay.TotalSeconds, group.Timeout.TotalSeconds, group.Retries));
        AlertingRule alert = Assert.IsType<AlertingRule>(group.Rules[1]);
        Assert.Equal((RulePolicy.Keep, RulePolicy.Ok), (alert.NoData, alert.OnError));
        Assert.Equal(("t < 1", "t < 1", "t"), (alert.ResolveText, alert.Resolve!.ToString(), alert.Data!.ToString()));
    }

    [Fact]
    public void Each_of_them_makes_another_group_of_it()
    {
        string[] lines = ["  eval_delay: 20s", "  timeout: 5s", "  retries: 2", "  no_data: keep", "  on_error: alert"];
        string whole = Whole.Replace(", on_error: ok", "", StringComparison.Ordinal);
        string[] texts =
        [
            whole, .. lines.Select(line => whole.Replace(line + "\n", "", StringComparison.Ordinal)),
            whole.Replace(", resolve_expr: t < 1", "", StringComparison.Ordinal),
        ];
        Assert.Equal(texts.Length, texts.Select(text => Read(text, new RuleFileOptions()).Groups[0].Digest).Distinct().Count());
    }

    [Fact]
    public void Where_only_Prometheus_files_are_read_they_are_unknown_as_they_are_upstream()
    {
        RuleFileResult result = Read(Whole, new RuleFileOptions { RuleFilesOnly = true });
        Assert.Equal(
            [
                "field eval_delay not found in type rulefmt.RuleGroup", "field timeout not found in type rulefmt.RuleGroup",
                "field retries not found in type rulefmt.RuleGroup", "field no_data not found in type rulefmt.RuleGroup",
                "field on_error not found in type rulefmt.RuleGroup", "field resolve_expr not found in type rulefmt.Rule",
                "field on_error not found in type rulefmt.Rule",
            ],
            result.Faults.Select(fault => fault.Text[fault.Text.IndexOf("field", StringComparison.Ordinal)..]));
    }

    [Theory]
    [InlineData("no_data: maybe", "", "unknown policy \"maybe\", there are ok, alert and keep")]
    [InlineData("retries: 11", "", "retries must be between 0 and 10")]
    [InlineData("retries: -1", "", "retries must be between 0 and 10")]
    [InlineData("timeout: 0s", "", "timeout must be greater than zero")]
    [InlineData("limit: 0", "record: r, no_data: ok", "invalid field 'no_data' in recording rule")]
    [InlineData("limit: 0", "record: r, on_error: ok", "invalid field 'on_error' in recording rule")]
    [InlineData("limit: 0", "record: r, resolve_expr: t", "invalid field 'resolve_expr' in recording rule")]
    [InlineData("limit: 0", "alert: r, resolve_expr: t <", "could not parse expression: 1:4: parse error: unexpected end of input")]
    public void What_makes_no_sense_is_refused(string group, string rule, string fault)
    {
        string text = $"groups: [{{name: g, {group}, rules: [{{{(rule.Length > 0 ? rule : "record: r")}, expr: t}}]}}]";
        Assert.EndsWith(fault, Assert.Single(Read(text, new RuleFileOptions()).Faults).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_group_below_the_least_interval_is_raised_to_it_with_a_warning()
    {
        var options = new RuleFileOptions
        {
            MinInterval = TimeSpan.FromSeconds(30),
            DefaultTimeout = TimeSpan.FromSeconds(9),
            DefaultRetries = 1,
        };
        RuleFileResult result = Read("groups: [{name: a, interval: 5s}, {name: b, interval: 1m}, {name: c}]", options);
        Assert.Equal([30, 60, 60], result.Groups.Select(group => group.Interval.TotalSeconds));
        Assert.Equal((9, 1), (result.Groups[0].Timeout.TotalSeconds, result.Groups[0].Retries));
        Assert.Equal(
            "interval 5s is below the server's min_interval: the group is evaluated every 30s",
            Assert.Single(result.Warnings).Text);
    }

    private static RuleFileResult Read(string text, RuleFileOptions options) =>
        RuleFileReader.Read("r.yml", Encoding.UTF8.GetBytes(text), options);
}
