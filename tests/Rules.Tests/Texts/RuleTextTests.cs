using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.Rules.Texts;

namespace Tocsin.Rules.Tests.Texts;

/// <summary>Beside what the real Prometheus 3.5 is held against, what it does not have yet or only in its server.</summary>
public sealed class RuleTextTests
{
    private static readonly RuleTextScope Scope = new()
    {
        AtMs = 1_700_000_000_500,
        ExternalLabels = LabelSet.Of(("cluster", "eu")),
        ExternalUrl = "https://tocsin.example/pre/fix",
        Query = text => text == "up"
            ? new QueryResult(new QueryValue.Scalar(0, 7), null, [])
            : new QueryResult(null, new QueryError(QueryErrorKind.Execution, "no such luck"), []),
    };

    private static readonly RuleTextElement Element =
        new(LabelSet.Of(("__name__", "m"), ("instance", "a:9100"), ("job", "élan")), 1234.5);

    // No UTF-8, which only the engine gets right.
    private static LabelSet Raw
    {
        get
        {
            var labels = new LabelSetBuilder();
            labels.Add("raw"u8, [0x78, 0xFF]);
            return labels.Build();
        }
    }

    [Theory]
    [InlineData("nothing to do", "nothing to do")]
    [InlineData("{{ $labels.instance }} {{ $labels.job }} {{ $labels.no }}.", "a:9100 élan .")]
    [InlineData("{{ .Labels.job }}={{ .Value }} in {{ $externalLabels.cluster }}", "élan=1234.5 in eu")]
    [InlineData("{{ $value | humanize }} {{ printf \"%.1f%%\" $value }}", "1.234k 1234.5%")]
    [InlineData("{{ now }} {{ now | toTime }}", "1.7000000005e+09 2023-11-14 22:13:20.5 +0000 UTC")]
    [InlineData("{{ externalURL }} {{ pathPrefix }}", "https://tocsin.example/pre/fix /pre/fix")]
    [InlineData("{{ toDuration 90.5 }} {{ (toDuration 90.5).Minutes }}", "1m30.5s 1.5083333333333333")]
    [InlineData("{{ urlQueryEscape \"a b&c\" }}", "a+b%26c")]
    [InlineData("{{ query \"up\" | first | value }}", "7")]
    public void A_template_expands(string text, string expanded)
    {
        RuleTextResult result = RuleText.Compile("t", text, "A").Expand(Element, Scope);
        Assert.Equal(expanded, result.Text);
        Assert.Null(result.Error);
    }

    [Theory]
    [InlineData("{{ if gt $value 0.95 }}P1{{ else if ge .Value 0.9 }}P2{{ else }}{{ $labels.job }}{{ end }}")]
    [InlineData(
        "{{ if lt $value 1e3 }}a{{ end }}{{ if le $value 1234.5 }}b{{ end }}{{ if eq $value 0.0 }}c{{ end }}"
        + "{{ if ne $value 0.0 }}d{{ end }}")]
    [InlineData(
        "{{ if eq $labels.job \"élan\" }}yes{{ else }}no{{ end }}{{ if ne .Labels.no \"\" }}!{{ end }}"
        + "{{ if $labels.instance }}i{{ end }}")]
    [InlineData("{{ if gt $value 5 }}high{{ end }}")]
    [InlineData("{{ if $labels.job }}{{ if $labels.no }}both{{ else }}{{ $value | humanizePercentage }}{{ end }}{{ end }}")]
    [InlineData("{{ $labels.instance | stripPort }} {{ toUpper $labels.job }} {{ $labels.job | urlQueryEscape }} {{ title .Labels.no }}")]
    [InlineData("{{ $labels.raw | toUpper }}{{ $labels.raw }}{{ if eq $labels.raw \"x\" }}x{{ end }}")]
    public void The_quick_way_says_what_the_engine_says(string text)
    {
        // A text with a definition goes through the engine.
        RuleText quick = RuleText.Compile("t", text, "A");
        RuleText slow = RuleText.Compile("t", text + "{{ define \"x\" }}{{ end }}", "A");
        double[] values = [0, -0.0, 0.9, 0.95, 0.951, 1234.5, -3, double.NaN, double.PositiveInfinity, double.NegativeInfinity];
        foreach (double value in values)
        {
            foreach (LabelSet labels in (LabelSet[])[Element.Labels, LabelSet.Empty, Raw])
            {
                var element = new RuleTextElement(labels, value);
                Assert.Equal(slow.Expand(element, Scope).Text, quick.Expand(element, Scope).Text);
            }

            var histogram = new RuleTextElement(LabelSet.Empty, value) { Histogram = new FloatHistogram { Count = 1, Sum = 2 } };
            Assert.Equal(slow.Expand(histogram, Scope).Text, quick.Expand(histogram, Scope).Text);
        }
    }

    [Fact]
    public void A_template_that_fails_gives_upstreams_words_and_the_error()
    {
        RuleTextResult result = RuleText.Compile("t", "{{ query \"down\" }}", "Down").Expand(Element, Scope);
        const string Error = "error executing template __alert_Down: template: __alert_Down:1:115: executing "
            + "\"__alert_Down\" at <query \"down\">: error calling query: no such luck";
        Assert.Equal(Error, result.Error);
        Assert.Equal($"<error expanding template: {Error}>", result.Text);
    }

    [Fact]
    public void A_text_that_is_no_template_is_told_at_once_and_by_each_expansion()
    {
        var text = RuleText.Compile("t", "{{ nope }}", "A");
        Assert.Equal("template: __alert_A:1: function \"nope\" not defined", text.ParseError?.Message);
        Assert.Equal(
            "<error expanding template: error parsing template __alert_A: " + text.ParseError + ">",
            text.Expand(Element, Scope).Text);
    }

    [Theory]
    [InlineData("plain", true, false, false)]
    [InlineData("{{/* c */}}plain", true, false, false)]
    [InlineData("{{ $value }}", false, false, false)]
    [InlineData("{{ if $value }}{{ range query \"up\" }}a{{ end }}{{ end }}", false, true, false)]
    [InlineData("{{ define \"a\" }}{{ now }}{{ end }}{{ template \"a\" }}", false, false, true)]
    [InlineData("{{ ((query \"up\") | first).Value }}", false, true, false)]
    [InlineData("{{ nope }}", false, false, false)]
    public void A_text_tells_on_what_it_depends(string written, bool isConstant, bool callsQuery, bool callsNow)
    {
        var text = RuleText.Compile("t", written);
        Assert.Equal((isConstant, callsQuery, callsNow), (text.IsConstant, text.CallsQuery, text.CallsNow));
    }

    [Fact]
    public void A_histogram_prints_as_one()
    {
        RuleTextElement element = Element with { Histogram = new FloatHistogram { Count = 3, Sum = 1.5 } };
        Assert.Equal("{count:3, sum:1.5}", RuleText.Compile("t", "{{ $value }}").Expand(element, Scope).Text);
    }

    [Fact]
    public void A_long_text_of_labels_is_whole()
    {
        string value = new('é', 5000);
        var element = new RuleTextElement(LabelSet.Of(("a", value)), 1);
        Assert.Equal(
            $"{value} and {value}", RuleText.Compile("t", "{{ $labels.a }} and {{ $labels.a }}").Expand(element, Scope).Text);
    }

    [Fact]
    public void A_label_that_is_no_UTF8_prints_as_in_Go()
    {
        // One label, "a", of two bytes that are no rune each.
        var labels = LabelSet.FromEncoded([1, (byte)'a', 2, 0xff, 0xfe]);
        Assert.Equal(
            "\uFFFD\uFFFD",
            RuleText.Compile("t", "{{ $labels.a }}").Expand(new RuleTextElement(labels, 1), Scope).Text);
    }
}
