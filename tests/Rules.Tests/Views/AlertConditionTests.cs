using Tocsin.Model.Labels;
using Tocsin.PromQL.Parsing;
using Tocsin.Rules.Groups;
using Tocsin.Rules.Texts;
using Tocsin.Rules.Views;

namespace Tocsin.Rules.Tests.Views;

public sealed class AlertConditionTests
{
    private static readonly LabelSet Labels = LabelSet.Of(("alertname", "A"), ("host", "a"), ("job", "db"), ("severity", "page"));

    [Theory]
    [InlineData("up == 0", "up{host=\"a\",job=\"db\"} == 0")]
    [InlineData("0.5 * 10 < up", "up{host=\"a\",job=\"db\"} > 5")]
    [InlineData("-1 >= (up)", "(up{host=\"a\",job=\"db\"}) <= -1")]
    [InlineData("(a > 1) and on (job) b > 2", "a{host=\"a\",job=\"db\"} > 1")]
    [InlineData("a > 1 unless b", "a{host=\"a\",job=\"db\"} > 1")]
    [InlineData("a > bool 1", "a{host=\"a\",job=\"db\"} > bool 1")]
    [InlineData("a > 1 or b > 2", "a{host=\"a\",job=\"db\"} or b{host=\"a\",job=\"db\"}")]
    [InlineData("count(up == 0) > 2", "count(up == 0) > 2")]
    [InlineData("absent(up)", "vector(1)")]
    [InlineData("a > b", "a{host=\"a\",job=\"db\"} > b{host=\"a\",job=\"db\"}")]
    [InlineData("a > on (job) group_left () b", "a{host=\"a\",job=\"db\"} > b{job=\"db\"}")]
    [InlineData("a > time() - 60", "a{host=\"a\",job=\"db\"} > time() - 60")]
    public void A_condition_is_a_value_and_what_it_is_compared_with(string written, string expected)
    {
        AlertCondition condition = Of(written);
        string level = condition.Threshold is { } number ? PromQL.Numbers.FloatText.Sample(number) : condition.ThresholdQuery;
        Assert.Equal(expected, condition.Op.Length == 0 ? condition.Query : $"{condition.Query} {condition.Op} {level}");
    }

    [Theory]
    [InlineData("sum by (job) (rate(x[5m]))", "sum by (job) (rate(x{job=\"db\"}[5m]))")]
    [InlineData("sum without (pod, host) (x)", "sum without (pod, host) (x{job=\"db\"})")]
    [InlineData(
        "histogram_quantile(0.9, sum by (le, job, host) (x))",
        "histogram_quantile(0.9, sum by (le, job, host) (x{host=\"a\",job=\"db\"}))")]
    [InlineData(
        "label_replace(x, \"host\", \"$1\", \"instance\", \"(.*):.*\")",
        "label_replace(x{job=\"db\"}, \"host\", \"$1\", \"instance\", \"(.*):.*\")")]
    [InlineData("topk(3, x)", "topk(3, x)")]
    [InlineData("topk by (job) (3, x)", "topk by (job) (3, x{job=\"db\"})")]
    [InlineData("count_values by (job) (\"host\", x)", "count_values by (job) (\"host\", x{job=\"db\"})")]
    [InlineData("x / on (job) y", "x{job=\"db\"} / on (job) y{job=\"db\"}")]
    [InlineData("x / ignoring (host) y", "x{job=\"db\"} / ignoring (host) y{job=\"db\"}")]
    [InlineData("x * on (job) group_left (host) y", "x{job=\"db\"} * on (job) group_left (host) y{host=\"a\",job=\"db\"}")]
    [InlineData("x * on (job) group_right () y", "x{job=\"db\"} * on (job) group_right () y{host=\"a\",job=\"db\"}")]
    [InlineData("x or on (job) y", "x{job=\"db\"} or on (job) y{host=\"a\",job=\"db\"}")]
    [InlineData("x{job=\"db\"} + 1", "x{host=\"a\",job=\"db\"} + 1")]
    [InlineData("x * scalar(y)", "x{host=\"a\",job=\"db\"} * scalar(y)")]
    [InlineData("max_over_time((x)[5m:1m])", "max_over_time((x{host=\"a\",job=\"db\"})[5m:1m])")]
    [InlineData("-x", "-x{host=\"a\",job=\"db\"}")]
    public void Only_the_alerts_own_series_are_asked_where_that_gives_the_same(string written, string expected) =>
        Assert.Equal(expected, Of($"{written} > 1").Query);

    [Fact]
    public void Labels_of_the_rule_and_of_the_server_are_not_the_series()
    {
        AlertingRule rule = Rule("x > 1") with { LabelTexts = [RuleText.Compile("host", "{{ $labels.instance }}")] };
        Assert.Equal("x", AlertCondition.Of(rule, Labels, LabelSet.Of(("job", "db"), ("severity", "page"))).Query);
        Assert.Equal("x{job=\"db\",severity=\"page\"}", AlertCondition.Of(rule, Labels, LabelSet.Empty).Query);
    }

    [Fact]
    public void An_alert_is_of_the_rule_whose_expression_its_address_names()
    {
        const string External = "http://tocsin.example";
        RuleGroupModel group = new()
        {
            File = "f",
            Name = "g",
            Interval = TimeSpan.FromMinutes(1),
            Rules = [Rule("x > 1"), Rule("x > 2"), Rule("x > 1") with { LabelTexts = [RuleText.Compile("severity", "warning")] }],
        };
        AlertOrigin? Find(string path, params (string, string)[] more) =>
            AlertOrigin.Find([group], LabelSet.Of([("alertname", "A"), .. more]), External + path, External);
        Assert.Same(group.Rules[1], Find("/graph?g0.expr=x+%3E+2&g0.tab=1")!.Rule);
        Assert.Null(Find("/graph?g0.expr=x+%3E+3&g0.tab=1"));
        Assert.Null(Find("/other"));
        Assert.Same(group.Rules[0], Find("/graph?g0.expr=x+%3E+1&g0.tab=1", ("severity", "critical"))!.Rule);
        Assert.Null(AlertOrigin.Find([group], LabelSet.Of(("alertname", "A")), "http://prom/graph?g0.expr=x+%3E+2&g0.tab=1", External));
        Assert.Null(AlertOrigin.Find([group], LabelSet.Of(("alertname", "B")), External + "/graph?g0.expr=x+%3E+2&g0.tab=1", External));
    }

    private static AlertCondition Of(string expression) =>
        AlertCondition.Of(Rule(expression) with { LabelTexts = [RuleText.Compile("severity", "page")] }, Labels, LabelSet.Empty);

    private static AlertingRule Rule(string expression) => new()
    {
        Name = "A",
        ExprText = expression,
        Expr = ExpressionParser.Parse(expression).Value!,
    };
}
