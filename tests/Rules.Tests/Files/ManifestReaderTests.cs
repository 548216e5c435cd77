using System.Text;
using Tocsin.Rules.Files;

namespace Tocsin.Rules.Tests.Files;

public sealed class ManifestReaderTests
{
    [Fact]
    public void The_groups_of_every_manifest_of_a_file_are_read()
    {
        RuleFileResult result = Read("""
            ---
            apiVersion: monitoring.coreos.com/v1
            kind: PrometheusRule
            metadata: {name: one, namespace: ns}
            spec: {groups: [{name: a, partial_response_strategy: warn, rules: [{record: r, expr: up}]}]}
            ---
            apiVersion: v1
            kind: List
            items:
            - apiVersion: monitoring.coreos.com/v1
              kind: PrometheusRule
              metadata: {name: two}
              spec: {groups: [{name: a}, {name: b}]}
            - {apiVersion: v1, kind: Service}
            ---
            apiVersion: v1
            kind: ConfigMap
            data:
              c.yml: |
                groups: [{name: c}]
              d.yml: "groups: [{name: d}]"
            """);

        Assert.Empty(result.Faults);
        Assert.Equal(["m.yml;a", "m.yml#two;a", "m.yml;b", "m.yml;c", "m.yml;d"], result.Groups.Select(g => g.Key));
    }

    [Fact]
    public void A_fault_inside_a_value_has_its_place_in_the_file()
    {
        RuleFileResult result = Read("""
            apiVersion: v1
            kind: ConfigMap
            data:
              a.yml: |
                groups:
                - name: g
                  rules:
                  - alert: X
                    expr: |
                      sum(up) +
                        foo(
              b.yml: "groups:\n- name: g\n  rules: [{record: a b, expr: 1 +}]"
              c.yml: "groups: [{"
            """);
        Assert.Equal(["11:17", "12:64", "13:11"], result.Faults.Select(fault => fault.At.ToString()));
    }

    [Fact]
    public void A_text_that_is_no_template_is_doubtful_in_a_manifest()
    {
        RuleFileResult result = Read("""
            apiVersion: monitoring.coreos.com/v1
            kind: PrometheusRule
            spec: {groups: [{name: a, rules: [{alert: A, expr: up, annotations: {t: "{{ 1 / 2 }}"}}]}]}
            """);
        Assert.Empty(result.Faults);
        Assert.Single(result.Groups);
        Assert.Equal(
            "m.yml:3:79: group \"a\", rule 1, \"A\": annotation \"t\": template: __alert_A:1: unexpected \"/\" in operand",
            Assert.Single(result.Warnings).ToString());
    }

    [Theory]
    [InlineData("{apiVersion: v1, kind: Service}", "a manifest of kind Service holds no rules")]
    [InlineData("{apiVersion: monitoring.coreos.com/v9, kind: PrometheusRule}", "PrometheusRule of monitoring.coreos.com/v9 is not known")]
    [InlineData("{apiVersion: monitoring.coreos.com/v1, kind: PrometheusRule}", "PrometheusRule without spec")]
    [InlineData("{apiVersion: v1, kind: ConfigMap}\n---\na: b", "not a manifest: apiVersion and kind are missing")]
    [InlineData("{apiVersion: v1, kind: ConfigMap}\n---\na: [", "yaml: line 4: did not find expected node content")]
    public void A_manifest_without_rules_is_refused(string text, string fault) =>
        Assert.Equal(fault, Assert.Single(Read(text).Faults).Text);

    [Theory]
    [InlineData("alerts.yml", 2, 12, 0)]
    [InlineData("task-api-slo-alerts.yaml", 2, 6, 1)]
    public void Rules_that_are_in_use_load_unchanged(string name, int groups, int rules, int warnings)
    {
        string path = TestKit.BlackBox.Needs.Present(Repository.Path("..", "shared", "seeds", name), name);
        RuleFileResult result = RuleFileReader.Read(name, File.ReadAllBytes(path), new RuleFileOptions());
        Assert.Empty(result.Faults);
        Assert.Equal(groups, result.Groups.Length);
        Assert.Equal(rules, result.Groups.Sum(group => group.Rules.Count));
        Assert.Equal(warnings, result.Warnings.Length);
    }

    private static RuleFileResult Read(string text) =>
        RuleFileReader.Read("m.yml", Encoding.UTF8.GetBytes(text), new RuleFileOptions());
}
