using System.Text;

namespace Tocsin.Conformance.Scrape;

/// <summary>Targets that behave, fail, change, lie and hang, and what configurations make of them.</summary>
internal static class ScrapeCases
{
    private const string Usual = "# TYPE a gauge\na 1\nb{x=\"1\",y=\"2\"} 2\nc_total 3\n";

    /// <summary>Cases in which the answers differ on purpose, and why.</summary>
    public static readonly IReadOnlyDictionary<string, string> Deliberate = new Dictionary<string, string>
    {
        ["times-tracked"] = "a sample that comes too late does not end its series, which the target still exposes",
        ["zero-bytes"] = "a byte of zero is not the end of a body but a fault in it",
        ["text68"] = "likewise",
        ["leading"] = "blanks before a metric's name are not part of the name",
        ["om8"] = "a blank at the end of a line is a fault of this line, not of the next",
    };

    public static IEnumerable<ScrapeCase> All() => [.. Changes(), .. Settings(), .. Limits(), .. Relabelled(), .. Failures(),
        .. Formats()];

    private static IEnumerable<ScrapeCase> Changes() =>
    [
        ScrapeCase.Of("steady", "", Usual, Usual, Usual),
        ScrapeCase.Of("vanishing", "", Usual, "a 2\n", "a 3\nb{x=\"1\",y=\"2\"} 4\n", "c_total 9\n"),
        ScrapeCase.Of("reordered", "", Usual, "c_total 4\nb{y=\"2\",x=\"1\"} 5\na 6\n", Usual),
        ScrapeCase.Of("empty", "", Usual, "", Usual),
        ScrapeCase.Of("growing", "", "a{n=\"1\"} 1\n", "a{n=\"1\"} 1\na{n=\"2\"} 1\n", "a{n=\"2\"} 1\na{n=\"3\"} 1\n"),
        ScrapeCase.Of("twice", "", "a 1\na 2\nb 1\n", "a 3\na 3\n", "b 2\n"),
        ScrapeCase.Of("spelled", "", "a{b=\"1\",c=\"2\"} 1\na{c=\"2\",b=\"1\"} 2\n", "a{c=\"2\",b=\"1\"} 3\n", "d 1\n"),
    ];

    private static IEnumerable<ScrapeCase> Settings()
    {
        // Times near the present, which both take: those of other days are out of bounds.
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 1000 * 1000;
        string first = $"a 1 {now - 5000}\nb 1\nd 1 {now + 3_600_000}\n";
        string second = $"a 2 {now - 4000}\nb 2\n";
        string third = $"a 3 {now - 4500}\nb 3\n";
        yield return ScrapeCase.Of("times", "", first, second, third, "b 4\n");
        yield return ScrapeCase.Of("times-ignored", "honor_timestamps: false", first, second, third, "b 4\n");
        yield return ScrapeCase.Of("times-twice", "", $"a 1 {now - 5000}\na 2 {now - 4000}\na 3 {now - 4000}\n", "b 1\n");
        yield return ScrapeCase.Of("times-tracked", "track_timestamps_staleness: true", first, second, third, "b 4\n");
        const string Conflict = "a{instance=\"own\",job=\"x\",exported_job=\"y\",env=\"\"} 1\nb{exported_instance=\"z\"} 2\n";
        yield return ScrapeCase.Of("conflict", "", Conflict, Conflict);
        yield return ScrapeCase.Of("honoured", "honor_labels: true", "b{exported_instance=\"z\"} 2\na{env=\"\"} 1\n", "a 1\n");
        yield return ScrapeCase.Of("long-interval", "scrape_interval: 2s, scrape_timeout: 1s", Usual, "a 1\n");
        yield return ScrapeCase.Of("plain", "enable_compression: false, scrape_protocols: [PrometheusText0.0.4]", Usual, Usual);
    }

    private static IEnumerable<ScrapeCase> Limits() =>
    [
        ScrapeCase.Of("samples", "sample_limit: 2", "a 1\nb 1\n", Usual, "a 1\n"),
        ScrapeCase.Of(
            "samples-kept",
            "sample_limit: 2, metric_relabel_configs: [{source_labels: [__name__], regex: c.*, action: drop}]", Usual,
            Usual),
        ScrapeCase.Of("labels", "label_limit: 4", "a{x=\"1\"} 1\n", "a{x=\"1\"} 1\nb{x=\"1\",y=\"2\"} 1\n", "a{x=\"1\"} 1\n"),
        ScrapeCase.Of("label-names", "label_name_length_limit: 10", "a{x=\"1\"} 1\n", "a{much_too_long=\"1\"} 1\n"),
        ScrapeCase.Of("label-values", "label_value_length_limit: 12", "a{x=\"1\"} 1\n", "a{x=\"äöüäöüäöü\"} 1\n"),
        ScrapeCase.Of("body", "body_size_limit: 40B", "a 1\n", Usual, "a 1\n"),
        ScrapeCase.Of("targets", "target_limit: 1, static_configs: [{targets: ['{target}', 'localhost:1']}]"),
    ];

    private static IEnumerable<ScrapeCase> Relabelled() =>
    [
        ScrapeCase.Of("dropped", "metric_relabel_configs: [{source_labels: [__name__], regex: 'a|c.*', action: drop}]",
            Usual, Usual, "a 1\n"),
        ScrapeCase.Of("kept", "metric_relabel_configs: [{source_labels: [x], regex: '1', action: keep}]", Usual, "b{x=\"2\"} 1\n"),
        ScrapeCase.Of("renamed", "metric_relabel_configs: [{source_labels: [__name__], regex: '(.*)_total', target_label: __name__, "
            + "replacement: 'renamed_$1'}, {regex: 'x', action: labeldrop}, {source_labels: [instance, job], separator: '/', "
            + "target_label: where}, {source_labels: [where], target_label: shard, modulus: 7, action: hashmod}]", Usual, Usual),
        ScrapeCase.Of("mapped", "metric_relabel_configs: [{regex: '(x|y)', action: labelmap, replacement: 'old_$1'}, "
            + "{source_labels: [job], target_label: job2, action: uppercase}, {regex: 'x|y', action: labeldrop}]", Usual, Usual),
        ScrapeCase.Of("merged", "metric_relabel_configs: [{regex: x, action: labeldrop}]", "a{x=\"1\"} 1\na{x=\"2\"} 2\n",
            "a{x=\"2\"} 3\n"),
        ScrapeCase.Of("nameless", "metric_relabel_configs: [{regex: __name__, action: labeldrop}]", Usual),
        ScrapeCase.Of("template",
            "metric_relabel_configs: [{source_labels: [x], regex: '(.+)', target_label: 'l_$1', replacement: '${1}0'}, "
            + "{source_labels: [y], target_label: y, replacement: ''}, {source_labels: [none], target_label: no, replacement: 'yes'}, "
            + "{source_labels: [__name__, x], regex: 'b;(?P<v>.*)', target_label: named, replacement: '$v-$$'}]", Usual, Usual),
        ScrapeCase.Of("equal", "metric_relabel_configs: [{source_labels: [x], target_label: y, action: dropequal}]",
            "a{x=\"1\",y=\"1\"} 1\na{x=\"1\",y=\"2\"} 1\n"),
        ScrapeCase.Of("redirected", "static_configs: [{targets: ['nowhere:1'], labels: {env: test, __meta_x: y}}], "
            + "relabel_configs: [{target_label: __address__, replacement: '{target}'}, {source_labels: [__meta_x], target_label: x}]",
            Usual, Usual),
        ScrapeCase.Of("by-label", "relabel_configs: [{target_label: __scrape_interval__, replacement: 1500ms}, "
            + "{target_label: __scrape_timeout__, replacement: 700ms}, {target_label: __metrics_path__, replacement: /by-label}]",
            Usual, Usual),
    ];

    private static IEnumerable<ScrapeCase> Failures() =>
    [
        new("status", "", [Good(Usual), Good(Usual) with { Status = 500 }, Good(Usual), Good("") with { Status = 204 }]),
        new("no-type", "", [Good(Usual), Good(Usual) with { Type = null }]),
        new("other-type", "", [Good(Usual), Good(Usual) with { Type = "text/html" }]),
        new("fallback", "fallback_scrape_protocol: PrometheusText0.0.4", [Good(Usual) with { Type = null },
            Good(Usual) with { Type = "a/b" }]),
        new("packed", "", [Good(Usual) with { IsPacked = true }, Good(Usual) with { IsPacked = true }]),
        new("hangs", "scrape_timeout: 400ms", [Good(Usual), Good("a 5\n") with { Hangs = true }, Good(Usual)]),
        ScrapeCase.Of("refused", "static_configs: [{targets: ['127.0.0.1:1']}]"),
        new("wrong-bytes", "", [Good(Usual), new([.. Encoding.ASCII.GetBytes("a{x=\""), 0xff, .. Encoding.ASCII.GetBytes("\"} 1\n")])]),
        new("zero-bytes", "", [Good(Usual), new(new byte[64])]),
    ];

    private static IEnumerable<ScrapeCase> Formats() =>
    [
        ScrapeCase.Of("histogram", "", "# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"2.50\"} 2\nh_bucket{le=\"1000000\"} 2\n"
            + "h_bucket{le=\"+Inf\"} 3\nh_sum 1.5\nh_count 3\n# TYPE s summary\ns{quantile=\"0\"} 1\ns{quantile=\"0.50\"} 2\ns_sum 1\n"
            + "# TYPE g gauge\ng{le=\"1\",quantile=\"1\"} 1\n", "h_bucket{le=\"1\"} 1\n"),
        ScrapeCase.OpenMetrics("openmetrics", "", "# HELP c Help \\\"it\\\"\\n.\n# TYPE c counter\n# UNIT c_seconds seconds\n"
            + "c_total{x=\"1\"} 1.0 # {trace_id=\"t\"} 0.5\nc_created{x=\"1\"} 1.5e9\n# TYPE i info\ni_info{v=\"1\"} 1\n"
            + "# TYPE st stateset\nst{st=\"on\"} 1\n# TYPE u unknown\nu 1\n# EOF\n", "c_total{x=\"1\"} 2\n# EOF\n"),
        ScrapeCase.OpenMetrics("openmetrics-bounds", "",
            "# TYPE h histogram\nh_bucket{le=\"1\"} 1 # {a=\"b\"} 1 1\nh_bucket{le=\"+Inf\"} 3\n# EOF"),
        ScrapeCase.Of("quoted", "", "{\"a.b\",x=\"1\"} 1\n{\"plain\"} 2\nc{\"d e\"=\"f\"} 3\n{\"ä\",\"ö\"=\"ü\"} 4\n"),
        ScrapeCase.Of("quoted-legacy", "metric_name_validation_scheme: legacy, metric_name_escaping_scheme: underscores",
            Usual, "{\"a.b\",x=\"1\"} 1\n"),
        ScrapeCase.Of("values", "",
            "a NaN\nb +Inf\nc -Inf\nd 1e-320\ne -0\nf 123456789012345678901\ng .5\nh 5.\ni 1E3\nj inf\nk +1\nl nan\n"
            + "m 0.1\nn 100000000000000000\no 4.9406564584124654e-324\np 1.7976931348623157e308\nq 0.30000000000000004\nr infinity\n"),
        ScrapeCase.Of("leading", "", "  a 1\n"),
        ScrapeCase.Of("blanks", "", "\n\na   1  \nb{ x = \"1\" , }\t2\t\n#\n# \n#x\n# HELPLESS y\n   # TYPE c counter\nc 3\n\n"),
        ScrapeCase.Of("escapes", "", "a{x=\"\\\\ \\\" \\n \\t \\x\",y=\"{},=#\",z=\"ä\u2028\"} 1\n"),
        ScrapeCase.Of("unended", "", "a 1\nb 2"),
    ];

    private static TargetAnswer Good(string body) => new(Encoding.UTF8.GetBytes(body));
}
