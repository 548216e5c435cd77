using System.Text;
using Tocsin.Model.Labels;
using Tocsin.Rules.Files;
using Tocsin.Rules.Groups;

namespace Tocsin.Rules.Tests.Files;

public sealed class RuleFileReaderTests
{
    [Fact]
    public void Every_field_of_a_file_is_read()
    {
        RuleFileResult result = Read("""
            groups:
            - name: g
              interval: 15s
              query_offset: 30s
              limit: 10
              labels: {team: a, severity: none}
              rules:
              - record: job:up:sum
                expr: sum by (job) (up)
                labels: {team: b}
              - alert: Down
                expr: up == 0
                for: 5m
                keep_firing_for: 1h
                labels: {severity: page}
                annotations: {summary: "{{ $labels.instance }} is down"}
            """);

        RuleGroupModel group = Assert.Single(result.Groups);
        Assert.Equal(("r.yml", "g", 10), (group.File, group.Name, group.Limit));
        Assert.Equal((TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(30)), (group.Interval, group.QueryOffset));
        RecordingRule recording = Assert.IsType<RecordingRule>(group.Rules[0]);
        Assert.Equal(("job:up:sum", "sum by (job) (up)", 8), (recording.Name, recording.ExprText, recording.Line));
        Assert.Equal(LabelSet.Of(("severity", "none"), ("team", "b")), recording.Labels);
        AlertingRule alerting = Assert.IsType<AlertingRule>(group.Rules[1]);
        Assert.Equal(LabelSet.Of(("severity", "page"), ("team", "a")), alerting.Labels);
        Assert.Equal((TimeSpan.FromMinutes(5), TimeSpan.FromHours(1)), (alerting.For, alerting.KeepFiringFor));
        Assert.Equal(["severity", "team"], alerting.LabelTexts.Select(text => text.Name));
        Assert.False(Assert.Single(alerting.AnnotationTexts).IsConstant);
    }

    [Fact]
    public void What_a_group_does_not_say_comes_from_the_configuration()
    {
        var options = new RuleFileOptions
        {
            DefaultInterval = TimeSpan.FromSeconds(20),
            DefaultQueryOffset = TimeSpan.FromSeconds(7),
        };
        RuleFileResult result = RuleFileReader.Read(
            "r.yml", "groups: [{name: a}, {name: b, interval: 0s, query_offset: 0s}]"u8, options);
        Assert.Equal([TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(20)], result.Groups.Select(g => g.Interval));
        Assert.Equal([TimeSpan.FromSeconds(7), TimeSpan.Zero], result.Groups.Select(g => g.QueryOffset));
    }

    [Fact]
    public void All_faults_are_told_at_once_each_with_its_place()
    {
        RuleFileResult result = Read("""
            groups:
            - name: g
              interval: 5x
              foo: 1
              rules:
              - record: a
                alert: b
                expr: sum(up
              - expr: ""
                record: 'a{b="c"}'
                for: 5m
                labels: {__name__: x, "": y}
                annotations: {a: b}
              - {}
            - name: g
            """);

        Assert.Empty(result.Groups);
        Assert.Equal(
            [
                "r.yml:3:13: group \"g\": unknown unit \"x\" in duration \"5x\"",
                "r.yml:4:3: group \"g\": field foo not found in type rulefmt.RuleGroup",
                "r.yml:7:12: group \"g\", rule 1, \"b\": only one of 'record' and 'alert' must be set",
                "r.yml:8:17: group \"g\", rule 1, \"b\": could not parse expression: 1:7: parse error: unclosed left "
                    + "parenthesis",
                "r.yml:9:11: group \"g\", rule 2, \"a{b=\\\"c\\\"}\": field 'expr' must be set in rule",
                "r.yml:10:13: group \"g\", rule 2, \"a{b=\\\"c\\\"}\": braces present in the recording rule name; should it "
                    + "be in expr?: a{b=\"c\"}",
                "r.yml:11:10: group \"g\", rule 2, \"a{b=\\\"c\\\"}\": invalid field 'for' in recording rule",
                "r.yml:12:14: group \"g\", rule 2, \"a{b=\\\"c\\\"}\": invalid label name: __name__",
                "r.yml:12:27: group \"g\", rule 2, \"a{b=\\\"c\\\"}\": invalid label name: ",
                "r.yml:13:18: group \"g\", rule 2, \"a{b=\\\"c\\\"}\": invalid field 'annotations' in recording rule",
                "r.yml:14:5: group \"g\", rule 3, \"\": one of 'record' or 'alert' must be set",
                "r.yml:14:5: group \"g\", rule 3, \"\": field 'expr' must be set in rule",
                "r.yml:15:9: group \"g\": groupname: \"g\" is repeated in the same file",
            ],
            result.Faults.Select(fault => fault.ToString()));
    }

    [Theory]
    [InlineData("expr: sum(up", "1:13")]
    [InlineData("expr: 'a == \"it''s\" and foo('", "1:29")]
    [InlineData("expr: \"a == \\\"b\\\"\\n  and foo(\"", "1:30")]
    [InlineData("expr: &e !!str sum(up", "1:22")]
    [InlineData("expr: |\n  sum(\n    rate(x[5m]) +\n  )", "4:3")]
    [InlineData("expr: >-\n\n    sum(\n      rate(x[5m]) +\n\n    )", "6:5")]
    [InlineData("expr: sum(\n    rate(x[5m]) +\n  )", "3:3")]
    public void The_place_inside_an_expression_is_found_in_the_file(string expr, string place)
    {
        string[] lines = expr.Split('\n');
        string text = $"groups:\n- name: g\n  rules:\n  - record: a\n    {string.Join("\n    ", lines)}\n";
        RuleFileFault fault = Read(text).Faults[0];
        Assert.Equal(place, $"{fault.At.Line - 4}:{fault.At.Column - 4}");
    }

    [Fact]
    public void The_place_inside_a_template_is_found_in_the_file()
    {
        RuleFileResult result = Read("""
            groups:
            - name: g
              rules:
              - alert: A
                expr: up
                labels: {a: "é {{ $x }}"}
                annotations:
                  b: |
                    line one
                    line two {{ nope }}
            """);
        Assert.Equal(
            [
                "r.yml:6:26: group \"g\", rule 1, \"A\": label \"a\": template: __alert_A:1: undefined variable \"$x\"",
                "r.yml:10:21: group \"g\", rule 1, \"A\": annotation \"b\": template: __alert_A:2: function \"nope\" not "
                    + "defined",
            ],
            result.Faults.Select(fault => fault.ToString()));
    }

    [Fact]
    public void Anchors_aliases_and_merge_keys_are_followed_also_to_a_fault()
    {
        RuleFileResult result = Read("""
            groups:
            - name: g
              rules:
              - &base
                alert: A
                expr: &e up == 0
                labels: &l {severity: page}
              - <<: *base
                alert: B
              - {alert: C, expr: *e, labels: *l}
              - <<: *base
                alert: D
                expr: up ==
            """);
        Assert.Equal(13, Assert.Single(result.Faults).At.Line);
        RuleFileResult good = Read("groups:\n- name: g\n  rules:\n  - &b {alert: A, expr: up, labels: {a: b}}\n"
            + "  - {<<: *b, alert: B}\n  - *b\n");
        Assert.Equal(["A", "B", "A"], good.Groups[0].Rules.Select(rule => rule.Name));
        Assert.All(good.Groups[0].Rules, rule => Assert.Equal("b", rule.Labels["a"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("---\n")]
    [InlineData("# nothing\n")]
    [InlineData("groups:\n")]
    [InlineData("{}")]
    public void An_empty_file_has_no_groups_and_no_fault(string text)
    {
        RuleFileResult result = Read(text);
        Assert.True(result.IsOk);
        Assert.Empty(result.Groups);
    }

    [Fact]
    public void Only_the_first_document_of_a_rule_file_counts()
    {
        Assert.Equal(["a"], Read("groups: [{name: a}]\n---\ngroups: [{name: b}]\n").Groups.Select(g => g.Name));
        Assert.Empty(Read("---\n---\ngroups: [{name: b}]\n").Groups);
    }

    [Fact]
    public void Items_that_are_null_are_left_out_and_the_others_keep_their_places()
    {
        RuleFileResult result = Read("groups: [~, {name: a, rules: [~, {record: r, expr: up}]}]");
        Assert.Equal("r", Assert.Single(Assert.Single(result.Groups).Rules).Name);
        RuleFileResult bad = Read("groups: [~, {name: a, rules: [~, {record: r, expr: up +}]}]");
        Assert.Equal("1:56", Assert.Single(bad.Faults).At.ToString());
    }

    [Fact]
    public void Unknown_keys_pass_if_told_so()
    {
        RuleFileResult result = RuleFileReader.Read(
            "r.yml",
            "groups: [{name: a, x: 1, rules: [{record: b, expr: up, y: 2}]}]\nz: 3"u8,
            new RuleFileOptions { IgnoreUnknownFields = true });
        Assert.Empty(result.Faults);
        Assert.Equal("b", result.Groups[0].Rules[0].Name);
    }

    [Theory]
    [InlineData("a: [b")]
    [InlineData("\u0001")]
    [InlineData("groups: 5")]
    [InlineData("groups: [5]")]
    [InlineData("[]")]
    [InlineData("groups: [{name: a, rules: [[]]}]")]
    [InlineData("groups: &a [*a]")]
    [InlineData("groups: [{name: a, limit: many}]")]
    [InlineData("groups: [{name: a, rules: [{record: b, expr: {}}]}]")]
    public void What_is_no_rule_file_is_a_fault_with_a_place(string text)
    {
        RuleFileResult result = Read(text);
        Assert.NotEmpty(result.Faults);
        Assert.All(result.Faults, fault => Assert.False(fault.At.IsUnknown));
    }

    [Fact]
    public void Two_groups_written_alike_have_one_digest_and_others_have_another()
    {
        string Digest(string text) => Assert.Single(Read("groups: [" + text + "]").Groups).Digest;
        string plain = Digest("{name: a, rules: [{alert: A, expr: up, labels: {x: y}}]}");
        Assert.Equal(plain, Digest("{rules: [{labels: {x: y}, expr: 'up', alert: A}], name: a, interval: 1m}"));
        string[] others =
        [
            "{name: a, rules: [{alert: A, expr: up, labels: {x: z}}]}",
            "{name: a, rules: [{alert: A, expr: up , labels: {x: y}, for: 1s}]}",
            "{name: a, rules: [{alert: A, expr: up, labels: {x: y}, keep_firing_for: 1s}]}",
            "{name: a, rules: [{alert: A, expr: up, annotations: {x: y}}]}",
            "{name: a, rules: [{record: A, expr: up, labels: {x: y}}]}",
            "{name: a, limit: 1, rules: [{alert: A, expr: up, labels: {x: y}}]}",
            "{name: a, interval: 2m, rules: [{alert: A, expr: up, labels: {x: y}}]}",
            "{name: a, labels: {z: z}, rules: [{alert: A, expr: up, labels: {x: y}}]}",
            "{name: a}",
        ];
        Assert.Equal(others.Length + 1, others.Select(Digest).Append(plain).Distinct().Count());
    }

    private static RuleFileResult Read(string text) =>
        RuleFileReader.Read("r.yml", Encoding.UTF8.GetBytes(text), new RuleFileOptions());
}
