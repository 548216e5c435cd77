namespace Tocsin.Rules.Tests.Compliance;

/// <summary>The four cases of Prometheus's compliance suite for whoever generates alerts, in virtual time.</summary>
public sealed class AlertGeneratorTests
{
    [Fact]
    public void A_rule_sees_the_alerts_that_an_earlier_rule_wrote_at_the_same_evaluation()
    {
        Play(new ComplianceCase
        {
            Rules = """
                - alert: Rule1
                  expr: order > 10
                  labels: {foo: bar, rule: 'one'}
                  annotations: {description: "{{ $labels.rulegroup }} {{ $labels.foo }}{{ $labels.rule }} at {{ $value }}"}
                - alert: Rule2
                  expr: ALERTS{alertname="Rule1", alertstate="firing"}
                  labels: {foo: baz, ba_dum: tss}
                  annotations: {description: "saw {{ $labels.foo }} {{ $labels.alertstate }}{{ $labels.ba_dum }}"}
                - alert: Rule3
                  expr: ALERTS{alertname="Rule4"}
                - alert: Rule4
                  expr: order > 10
                """,
            Until = 2400,
            Series = [new("order", [("rulegroup", "x")], (120, 5), (480, 15), (1800, 5))],
            Alerts =
            [
                new("Rule1", [("foo", "bar"), ("rule", "one"), ("rulegroup", "x")], new Episode(120, 120, 600, 15))
                {
                    // The labels of the query, not those that the rule adds.
                    Annotations = [("description", "x  at 15")],
                },
                new(
                    "Rule2", [("alertstate", "firing"), ("ba_dum", "tss"), ("foo", "baz"), ("rule", "one"), ("rulegroup", "x")],
                    new Episode(120, 120, 600, 1))
                {
                    Annotations = [("description", "saw bar firing")],
                },

                // A later rule's alerts are seen one evaluation late.
                new("Rule3", [("rulegroup", "x"), ("alertstate", "firing")], new Episode(150, 150, 630, 1)),
                new("Rule4", [("rulegroup", "x")], new Episode(120, 120, 600, 15)),
            ],
        });
    }

    [Fact]
    public void An_alert_is_pending_fires_resolves_and_fires_again()
    {
        Play(new ComplianceCase
        {
            Rules = """
                - alert: SimpleAlert
                  expr: m > 10
                  for: 6m
                  labels: {foo: bar, rulegroup: "{{ $labels.rulegroup }}"}
                  annotations: {description: "SimpleAlert is firing", summary: "The value is {{ $value }} {{ .Value }}"}
                """,
            Until = 6000,
            Series =
            [
                new("m", [("rulegroup", "r"), ("variant", "one")], (240, 3), (855, 15), (615, 3), (900, 20), (3600, 5)),
                new("m", [("rulegroup", "r"), ("variant", "two")], (240, 3), (360, 15), (15, 2), (390, 15), (5000, 3)),
            ],
            Alerts =
            [
                new(
                    "SimpleAlert", [("foo", "bar"), ("rulegroup", "r"), ("variant", "one")],
                    new Episode(240, 600, 1110, 15), new Episode(1710, 2070, 2610, 20))
                {
                    Annotations = [("description", "SimpleAlert is firing"), ("summary", "The value is # #")],
                },

                // One evaluation without the condition, and its time begins anew.
                new(
                    "SimpleAlert", [("foo", "bar"), ("rulegroup", "r"), ("variant", "two")],
                    new Episode(240, Episode.Never, 600, 15), new Episode(630, 990, 1020, 15))
                {
                    Annotations = [("description", "SimpleAlert is firing"), ("summary", "The value is # #")],
                },
            ],
        });
    }

    [Fact]
    public void An_alert_that_is_only_ever_pending_and_one_that_never_matches_tell_nobody()
    {
        Play(new ComplianceCase
        {
            Rules = """
                - alert: OnlyPending
                  expr: p > 99
                  for: 12m
                  labels: {foo: bar}
                - alert: Inactive
                  expr: p > 200
                """,
            Until = 3000,
            Series = [new("p", [], (120, 3), (600, 150), (300, 3), (690, 100), (3000, 5))],
            Alerts =
            [
                new(
                    "OnlyPending", [("foo", "bar")],
                    new Episode(120, Episode.Never, 720, 150), new Episode(1020, Episode.Never, 1710, 100)),
            ],
        });
    }

    [Fact]
    public void Alerts_without_a_for_fire_at_once_and_those_with_less_than_an_interval_at_the_next_evaluation()
    {
        Play(new ComplianceCase
        {
            Rules = """
                - alert: ZeroFor
                  expr: z > 10
                  labels: {foo: bar}
                  annotations:
                    query: '{{ with query "z" }}{{ . | first | label "rulegroup" }} {{ . | first | value | humanize }}{{ end }}'
                    define: '{{ define "x" }}<{{ . }}>{{ end }}{{ template "x" "in" }}'
                    args: '{{ define "y" }}{{ .arg0 }}-{{ .arg1 }}{{ end }}{{ template "y" (args 1 "two") }}'
                    human: '{{ humanize 1234567.0 }} {{ humanize1024 1048576.0 }}'
                    spans: '{{ humanizeDuration 3661.5 }} {{ humanizePercentage 0.1234 }}'
                    stamp: '{{ humanizeTimestamp 1435065584.128 }}'
                    texts: '{{ title "some text" }} {{ toUpper "up" }} {{ toLower "LOW" }} {{ stripPort "a:80" }}'
                    more: '{{ parseDuration "1h30m" }} {{ match "a.*" "abc" }} {{ reReplaceAll "(.)b" "$1-" "abcb" }}'
                - alert: SmallFor
                  expr: z > 13
                  for: 15s
                """,
            Until = 2400,
            Series = [new("z", [("rulegroup", "r")], (90, 5), (300, 15), (2000, 5))],
            Alerts =
            [
                new("ZeroFor", [("foo", "bar"), ("rulegroup", "r")], new Episode(90, 90, 390, 15))
                {
                    Annotations =
                    [
                        ("query", "r 15"), ("define", "<in>"), ("args", "1-two"),
                        ("human", "1.235M 1Mi"), ("spans", "1h 1m 1s 12.34%"), ("stamp", "2015-06-23 13:19:44.128 +0000 UTC"),
                        ("texts", "Some Text UP low a"), ("more", "5400 true a-c-"),
                    ],
                },
                new("SmallFor", [("rulegroup", "r")], new Episode(90, 120, 390, 15)),
            ],
        });
    }

    private static void Play(ComplianceCase played)
    {
        using var run = new ComplianceRun(played);
        run.Play();
    }
}
