using System.Text;
using Tocsin.Rules.Files;
using Tocsin.Rules.Files.Lints;

namespace Tocsin.Rules.Tests.Files.Lints;

public sealed class RuleLintsTests
{
    [Theory]
    [InlineData("up == 0", true)]
    [InlineData("up", false)]
    [InlineData("1", false)]
    [InlineData("vector(1)", true)]
    [InlineData("absent(up)", true)]
    [InlineData("sum(rate(a[5m]))", false)]
    [InlineData("sum(up == 0)", true)]
    [InlineData("-(a > 1) * 2", true)]
    [InlineData("a and b", true)]
    [InlineData("a unless b", true)]
    [InlineData("a or b", false)]
    [InlineData("a > 1 or b", false)]
    [InlineData("a > 1 or b < 2", true)]
    [InlineData("a > bool 1", false)]
    [InlineData("count(ALERTS{alertname=\"A\"})", true)]
    [InlineData("max_over_time((a > 1)[5m:])", true)]
    [InlineData("label_replace(a > 1, \"x\", \"\", \"\", \"\")", true)]
    public void An_alert_that_compares_nothing_is_doubtful(string expr, bool good) => Assert.Equal(
        good ? [] : ["missing-comparison"],
        Names($"groups: [{{name: g, rules: [{{alert: A, expr: '{expr}'}}, {{record: r, expr: '{expr}'}}]}}]"));

    [Theory]
    [InlineData("up == 0", "instance job anything", "")]
    [InlineData("sum(up) > 1", "job", "job")]
    [InlineData("sum by (job) (up) > 1", "job instance", "instance")]
    [InlineData("sum without (instance) (up) > 1", "job instance", "instance")]
    [InlineData("max by (a, b) (sum by (a, c) (up)) > 1", "a b c", "b c")]
    [InlineData("topk(3, up) > 1", "job", "")]
    [InlineData("count_values by (a) (\"v\", up) > 1", "a v b", "b")]
    [InlineData("a / on (x) b > 1", "x y", "y")]
    [InlineData("a / ignoring (x) b > 1", "x y", "x")]
    [InlineData("a * on (x) group_left (z) sum by (x, z) (b) > 1", "x y z", "")]
    [InlineData("sum by (x) (a) * on (x) group_right (z) sum by (x, y) (b) > 1", "x y z w", "w")]
    [InlineData("sum by (x) (a) > on (x) b", "x y", "y")]
    [InlineData("sum by (x) (a) > 1 and b", "x y", "y")]
    [InlineData("sum by (x) (a) > 1 or sum by (y) (b) > 1", "x y z", "z")]
    [InlineData("sum by (x) (a) > 1 or b > 1", "x y z", "")]
    [InlineData("sum without (x, y) (a) > 1 or sum without (x) (b) > 1", "x y z", "x")]
    [InlineData("1 < sum by (x) (a)", "x y", "y")]
    [InlineData("absent(up{job=\"a\", x=~\"b\"})", "job x __name__", "x __name__")]
    [InlineData("absent_over_time(up{job=\"a\"}[5m])", "job x", "x")]
    [InlineData("vector(1)", "job", "job")]
    [InlineData("histogram_quantile(0.9, sum by (le, x) (a)) > 1", "le x", "le")]
    [InlineData("label_replace(sum(a), \"x\", \"b\", \"\", \"\") > 1", "x y", "y")]
    [InlineData("-max_over_time(sum by (x) (a)[5m:1m]) > 1", "x y", "y")]
    [InlineData("rate(a[5m]) > 1", "x", "")]
    [InlineData("time() > bool 1", "x", "x")]
    public void A_template_that_reads_what_the_expression_drops_is_doubtful(string expr, string reads, string dropped)
    {
        string text = string.Concat(reads.Split(' ').Select(label => $"{{{{ $labels.{label} }}}}"));
        RuleFileResult file = Read(
            $"groups:\n- name: g\n  rules:\n  - alert: A\n    expr: {expr}\n    annotations:\n      a: '{text}'\n");
        Assert.Empty(file.Faults);
        string[] wanted = [.. dropped.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(label => $"$labels.{label} is always empty: the expression drops the label {label}")];
        Assert.Equal(
            wanted,
            RuleLints.Run(file, new RuleLintOptions { Names = ["dropped-label"] }).Select(found => found.Fault.Text));
    }

    [Theory]
    [InlineData("{{ $labels.x }}", true)]
    [InlineData("{{ .Labels.x }}", true)]
    [InlineData("{{ $.Labels.x }}", true)]
    [InlineData("{{ index $labels \"x\" }}", true)]
    [InlineData("{{ if $labels.x }}a{{ end }}", true)]
    [InlineData("{{ if true }}{{ .Labels.x | toUpper }}{{ end }}", true)]
    [InlineData("{{ range query \"up\" }}{{ .Labels.x }}{{ end }}", false)]
    [InlineData("{{ with query \"up\" }}{{ . | first | label \"x\" }}{{ end }}", false)]
    [InlineData("{{ define \"t\" }}{{ .Labels.x }}{{ end }}", false)]
    [InlineData("{{ $externalLabels.x }}{{ $labels }}", false)]
    public void The_labels_that_a_template_reads_are_found(string text, bool reads) => Assert.Equal(
        reads ? ["dropped-label"] : [],
        Names($"groups: [{{name: g, rules: [{{alert: A, expr: sum(up) > 1, labels: {{l: '{text}'}}}}]}}]"));

    [Fact]
    public void Every_finding_has_its_place_its_rule_and_advice()
    {
        RuleFileResult file = Read("""
            groups:
            - name: g
              interval: 1m
              labels: {z: "{{ nope }}"}
              rules:
              - alert: A
                expr: |
                  sum by (job) (rate(x[30s])) > 1
                for: 30s
                annotations:
                  d: "{{ $labels.job }} {{ $labels.instance }}"
              - {record: m, expr: "x[5m]"}
              - {record: m, expr: up}
            """);
        Assert.Equal(
            [
                "f.yml:6:12: group \"g\", rule 1, \"A\": the group's label z: template: __alert_A:1: function \"nope\" not "
                    + "defined (correct the group's label)",
                "f.yml:8:26: group \"g\", rule 1, \"A\": rate over 30s is evaluated every 1m: what happens in between is "
                    + "never looked at (take at least [1m])",
                "f.yml:9:10: group \"g\", rule 1, \"A\": for 30s is shorter than the group's interval of 1m: the alert waits "
                    + "for 1m (shorten the interval, or leave for out to fire at once)",
                "f.yml:11:39: group \"g\", rule 1, \"A\": $labels.instance is always empty: the expression drops the label "
                    + "instance (name instance in by (…) or on (…) too, beside job)",
                "f.yml:12:24: group \"g\", rule 2, \"m\": every evaluation fails: the expression gives a range vector (wrap "
                    + "it in a function such as rate(…) or last_over_time(…))",
                "f.yml:13:14: group \"g\", rule 3, \"m\": m with the same labels is there already: group \"g\", rule 2 (give "
                    + "one another name, or a label that tells them apart)",
            ],
            RuleLints.Run(file, new RuleLintOptions()).Select(found => found.Fault.ToString()));
    }

    [Fact]
    public void What_is_known_of_the_server_counts_where_the_group_is_silent()
    {
        RuleFileResult file = Read("groups: [{name: g, rules: [{alert: A, expr: 'rate(a[1m]) > 1', for: 20s}]}]");
        Assert.Empty(RuleLints.Run(file, new RuleLintOptions()));
        Assert.Equal(
            ["short-range", "for-below-interval"],
            RuleLints.Run(file, new RuleLintOptions
            {
                EvaluationInterval = TimeSpan.FromSeconds(30),
                ScrapeInterval = TimeSpan.FromSeconds(31),
            }).Select(found => found.Lint));
        Assert.Empty(RuleLints.Run(file, new RuleLintOptions
        {
            EvaluationInterval = TimeSpan.FromSeconds(20),
            ScrapeInterval = TimeSpan.FromSeconds(30),
        }));
    }

    [Fact]
    public void Rules_of_one_name_are_duplicates_only_with_the_same_labels()
    {
        RuleFileResult file = Read("""
            groups:
            - {name: a, labels: {x: y}, rules: [{record: r, expr: up}, {alert: r, expr: up > 1}]}
            - {name: b, labels: {x: z}, rules: [{record: r, expr: up}, {record: r, expr: up, labels: {x: y}}]}
            """);
        Assert.Equal("r{x=\"y\"}", string.Join(' ', DuplicateRulesLint.Find(file).Select(d => d.Name + d.Labels)));
    }

    private static IEnumerable<string> Names(string text)
    {
        RuleFileResult file = Read(text);
        Assert.Empty(file.Faults);
        return RuleLints.Run(file, new RuleLintOptions()).Select(found => found.Lint);
    }

    private static RuleFileResult Read(string text) =>
        RuleFileReader.Read("f.yml", Encoding.UTF8.GetBytes(text), new RuleFileOptions());
}
