using System.Globalization;

namespace Tocsin.Conformance.Rules;

/// <summary>Rule files, good and bad: each thing that may be written, in the forms that people and generators give it.</summary>
internal static class RuleFileCorpus
{
    private static readonly string[] Durations =
    [
        "5m", "1h30m", "0", "0s", "1d", "2w", "1y", "90s", "100ms", "1ms", "5", "-5m", "1.5m", "m", "5 m", "5min",
        "1m1h", "1h1h", "''", "~", "[1m]", "{a: 1m}", "300y", "99999999999y", "1M", "1h30", "+5m", "true", "'5m'",
        "!!str 5m", "00", "0m", "1y2w3d4h5m6s7ms",
    ];

    private static readonly string[] Limits =
    [
        "0", "5", "-1", "5.0", "5.5", "'5'", "many", "1e3", "0x10", "99999999999999999999", "~", "[]", "true",
        "1_000", "0o17", "017", ".5", "''", "9223372036854775807", "+5", "0b11", "1.0e2", "!!int '7'",
    ];

    private static readonly string[] Maps =
    [
        "{a: b}", "{a: 1}", "{a: true}", "{a: ~}", "{a: ''}", "{a: [b]}", "{a: {b: c}}", "{__name__: x}", "{'': x}",
        "{é: x}", "{a-b: x}", "{a b: x}", "{1: x}", "{true: x}", "{~: x}", "[a]", "a", "~", "{}", "''",
        "{a: '{{ $value }}'}", "{a: '{{ .Labels.b | toUpper }}'}", "{a: '{{'}", "{a: '{{ $x }}'}",
        "{a: '{{ nope }}'}", "{a: '{{ if }}'}", "{a: '{{ end }}', b: '{{ . | }}'}", "{a: b, a: c}", "{alertname: x}",
        "{a: 1.50}", "{a: 2001-01-01}", "{a: 0x10}", "{a: !!binary aGk=}", "{a: yes}", "{a: \"b\\nc\"}", "{'a{b': x}",
        "{a: '{{ query \"sum(\" }}'}", "{a: '{{ 1 / 2 }}'}", "{a: '{{ template \"x\" }}'}",
        "{a: '{{ $labels := 1 }}'}", "{? [a] : b}",
    ];

    private static readonly string[] Names =
    [
        "a", "a:b", "a b", "a-b", "é", "1a", "''", "~", "'a{b=\"c\"}'", "'a}'", "'{'", "5", "true", "[a]", "{a: b}",
        "a.b", "'{\"a\"}'", "\" \"", "\"a\\tb\"", "'{{ $value }}'", "null", "!!str 5", "'0'",
    ];

    private static readonly string[] Expressions =
    [
        "up", "up ==", "''", "~", "1", "\"'text'\"", "'up[5m]'", "sum(up", "foo(up)", "rate(up)", "up == bool 1",
        "'{__name__=~\".*\"}'", "'{}'", "'up{a=\"b\"}[5m:]'", "5", "[up]", "{a: b}", "true", "1 == 1",
        "'sum by (job) (up) > 1 and on () vector(1)'", "'sort_by_label(up, \"a\")'", "quantile(0.9, up)",
        "up offset 5m @ 10", "'# comment'", "'up # c'", "0x1F", "'{\"a.b\"}'", "'{\"a.b\", c=\"d\"}'",
        "'up{a=~\"(\"}'", "'holt_winters(up[5m], 0.1, 0.1)'", "'double_exponential_smoothing(up[5m], 0.1, 0.1)'",
        "|\n      sum(up)\n        / 2", ">\n      sum(\n      up", "\"up{a=\\\"b\\\"}\"",
        "up / on (a) group_left (a) up", "up and on (a) group_left up", "'up{a=\"b\",}'", "'up{,}'", "'up{a=b}'",
        "up[5m", "'up[0s]'", "'up[5x]'", "1 +* 2", "--1", "'sum(up) by (a) without (b)'", "label_replace(up)",
        "'label_replace(up, \"a-b\", \"\", \"\", \"\")'", "up unless bool 1", "'\"a\" > \"b\"'", "time()",
        "pi() > bool 3", "'up{__name__=\"a\"}'", "'{__name__=\"a\", __name__=\"b\"}'", "limitk(1, up)",
        "'rate(up[5m:1m])'", "'up @ start()'", "'up @ foo'", "2001-01-01", "!!binary dXA=",
        "'count_values(\"a b\", up)'", "'topk(up, up)'", "'histogram_quantile(0.9, up)'", "inf", "nan == nan",
        "'-up ^ 2'", "'up atan2 up'", "!!int up", "'1e400'", "'0b1'", "'1_000'", "'up offset -5m'", "'\u00a0up'",
    ];

    // Whole files, told apart by their place here.
    private static readonly string[] Files =
    [
        "", "---\n", "# c\n", "~", "{}", "[]", "a", "5", "groups:", "groups: ~", "groups: []", "groups: {}",
        "groups: a", "groups: [a]", "groups: [~]", "groups: [{}]", "groups: [[]]", "groups: [{name: a}]",
        "groups: [{name: a, rules: ~}]", "groups: [{name: a, rules: {}}]", "groups: [{name: a, rules: [~]}]",
        "groups: [{name: a, rules: [{}]}]", "groups: [{name: a, rules: [[]]}]", "groups: [{name: a, rules: [a]}]",
        "groups: [{name: a}, {name: a}]", "groups: [{name: a}, {name: A}]",
        "groups: [{name: a}, {name: b}, {name: a}, {name: b}]", "groups: [{name: ''}, {name: ''}]",
        "groups: [{rules: []}]", "groups: [{name: ~}]", "groups: [{name: 5}]", "groups: [{name: [a]}]",
        "groups: [{name: true}, {name: 'true'}]", "group: []", "Groups: []", "groups: []\nextra: 1",
        "groups: [{name: a, extra: 1}]", "groups: [{name: a, rules: [{record: r, expr: up, extra: 1}]}]",
        "groups: [{name: a, rules: [{record: r, Expr: up}]}]", "groups: []\ngroups: []",
        "groups: [{name: a, name: b}]", "groups: [{name: a, rules: [{record: r, record: s, expr: up}]}]",
        "groups: [{name: a, rules: [{record: r, expr: up, expr: down}]}]",
        "groups: [{name: a, rules: [], rules: []}]", "groups: []\n---\ngroups: [{name: ''}]",
        "groups: [{name: ''}]\n---\ngroups: []", "---\ngroups: [{name: a}]\n...\n", "---\n---\ngroups: [{name: ''}]",
        "groups: []\n--- [", "%YAML 1.1\n---\ngroups: []", "%YAML 1.2\n---\ngroups: []", "groups:\n\t- name: a",
        "groups:\n- name: a\n\trules: []", "groups: [", "groups: {", "groups: 'a", "groups: \"a", "groups: - a",
        "a: b: c", "groups: @a", "groups: `a", "groups: *a", "groups: &a []", "groups: &a [*a]",
        "x: &r {record: r, expr: up}\ngroups: []", "groups: [{name: a, rules: [&r {record: r, expr: up}, *r]}]",
        "groups: [{name: a, rules: [&r {record: r, expr: up}, {<<: *r, record: s}]}]",
        "groups: [{name: a, rules: [&r {record: r, expr: up}, {<<: [*r], record: s}]}]",
        "groups: [{name: a, rules: [{<<: {expr: up}, record: s}]}]",
        "groups: [{name: a, rules: [{<<: up, record: s}]}]",
        "groups: [{name: a, rules: [&r {alert: r, expr: up}, {<<: *r, record: s}]}]", "groups: !!seq []",
        "groups: !!map []", "!!map {groups: []}", "groups: !x []", "groups: [{name: !!str a}]",
        "groups: [{name: !!int 5}]", "\ufeffgroups: []", "groups: []\r\n",
        "groups:\r\n- name: a\r\n  rules:\r\n  - record: r\r\n    expr: up\r\n", "groups: []\u0000",
        "groups: []\u0007", "groups: [{name: \"\\ud800\"}]", "groups: [{name: \"\\x00\"}]",
        "groups: [{name: a, rules: [{record: \"a\\x00b\", expr: up}]}]", "? groups\n: []",
        "groups: [{name: a, rules: [{record: r, alert: s, expr: up}]}]", "groups: [{name: a, rules: [{expr: up}]}]",
        "groups: [{name: a, rules: [{record: r}]}]", "groups: [{name: a, rules: [{alert: r}]}]",
        "groups: [{name: a, rules: [{record: r, alert: s}]}]",
        "groups: [{name: a, rules: [{record: r, expr: up, for: 5m, keep_firing_for: 5m, annotations: {a: b}, "
            + "labels: {__name__: c}}]}]",
        "groups: [{name: a, rules: [{record: r, expr: up, for: 0s, keep_firing_for: 0s, annotations: {}}]}]",
        "groups: [{name: a, rules: [{record: r, expr: up, annotations: ~}]}]",
        "groups: [{name: a, rules: [{record: '', alert: s, expr: up}]}]",
        "groups: [{name: a, rules: [{record: r, alert: '', expr: up, annotations: {a: '{{'}}]}]",
        "groups: [{name: a, partial_response_strategy: warn}]",
        "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nspec: {groups: []}",
        "groups: [{name: a, rules: [{record: r, expr: up}, {record: r, expr: up}]}]",
        "groups: [{name: a, rules: [{record: r, expr: up}, {alert: r, expr: up}]}]",
        "groups: [{name: a, rules: [{record: r, expr: up, labels: {a: b}}, {record: r, expr: up, "
            + "labels: {a: c}}]}]",
        "groups: [{name: a, rules: [{record: r, expr: up}]}, {name: b, rules: [{record: r, expr: up}]}]",
        "groups: [{name: a, labels: {x: y}, rules: [{record: r, expr: up}]}, {name: b, labels: {x: z}, "
            + "rules: [{record: r, expr: up}]}]",
        "groups: [{name: a, labels: {x: y}, rules: [{record: r, expr: up}]}, {name: b, rules: [{record: r, "
            + "expr: up, labels: {x: y}}]}]",
        "groups: [{name: a, labels: {x: y}, rules: [{record: r, expr: up, labels: {x: z}}]}, {name: b, "
            + "rules: [{record: r, expr: up, labels: {x: y}}]}]",
        "groups: [{name: a, rules: [{record: r, expr: up, labels: {x: ''}}, {record: r, expr: up}]}]",
        "groups: [{name: a, rules: [{record: r, expr: up}, {record: r, expr: up}, {record: r, expr: up}, "
            + "{alert: b, expr: up}, {alert: b, expr: up}]}]",
        "groups:\n- name: a\n  rules:\n  - record: r\n   expr: up", "groups:\n - name: a\n- name: b",
        "groups:\n- name: a\n  name : b", "groups: [{name: a,, }]", "groups: [{name: a}", "groups: [{name: a}]]",
        "groups: [{name: a}] b", "'groups': []", "groups: []\n# end", "groups:\n  - name: a\n    rules:\n    # none",
        "groups: [{name: a, interval: 5m, interval: 6m}]",
        "groups: [{name: a, rules: [{alert: A, expr: up, labels: {a: b}, labels: {c: d}}]}]",
    ];

    /// <summary>The files by names that sort in their order.</summary>
    public static IReadOnlyList<(string Name, string Text)> All { get; } =
    [
        .. Numbered("interval", Durations, v => $"groups:\n- name: g\n  interval: {v}\n"),
        .. Numbered("offset", Durations, v => $"groups:\n- name: g\n  query_offset: {v}\n"),
        .. Numbered("for", Durations, v => Rule($"alert: A\n    expr: up\n    for: {v}")),
        .. Numbered("keep", Durations, v => Rule($"alert: A\n    expr: up\n    keep_firing_for: {v}")),
        .. Numbered("record-for", Durations, v => Rule($"record: a\n    expr: up\n    for: {v}")),
        .. Numbered("limit", Limits, v => $"groups:\n- name: g\n  limit: {v}\n"),
        .. Numbered("group-labels", Maps, v => $"groups:\n- name: g\n  labels: {v}\n  rules: [{{alert: A, expr: up}}]\n"),
        .. Numbered("alert-labels", Maps, v => Rule($"alert: A\n    expr: up\n    labels: {v}")),
        .. Numbered("record-labels", Maps, v => Rule($"record: a\n    expr: up\n    labels: {v}")),
        .. Numbered("annotations", Maps, v => Rule($"alert: A\n    expr: up\n    annotations: {v}")),
        .. Numbered("record-annotations", Maps, v => Rule($"record: a\n    expr: up\n    annotations: {v}")),
        .. Numbered("group-name", Names, v => $"groups:\n- name: {v}\n"),
        .. Numbered("record", Names, v => Rule($"record: {v}\n    expr: up")),
        .. Numbered("alert", Names, v => Rule($"alert: {v}\n    expr: up")),
        .. Numbered("alert-expr", Expressions, v => Rule($"alert: A\n    expr: {v}")),
        .. Numbered("record-expr", Expressions, v => Rule($"record: a\n    expr: {v}")),
        .. Numbered("file", Files, v => v),
    ];

    private static string Rule(string fields) => $"groups:\n- name: g\n  rules:\n  - {fields}\n";

    private static IEnumerable<(string Name, string Text)> Numbered(string kind, string[] values, Func<string, string> make) =>
        values.Select((value, i) => (string.Create(CultureInfo.InvariantCulture, $"{kind}-{i:D3}.yml"), make(value)));
}
