using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Tocsin.Signals.Push;

namespace Tocsin.Signals.Tests.Push;

public sealed class PushTextTests
{
    [Fact]
    public void A_body_is_read_into_families_with_what_is_said_of_them()
    {
        PushedBody body = Read(
            "# HELP jobs_total Jobs that\\n ran.\n# TYPE jobs_total counter\n"
            + "jobs_total{a=\"x\\\"y\\\\\",b=\"\"} 3\njobs_total 4\n\nplain -Inf\n");
        Assert.Null(body.Fault);
        Assert.Equal(
            [
                "jobs_total Counter 'Jobs that\n ran.' {a=x\"y\\,b=}=3 {}=4",
                "plain Untyped '' {}=-∞",
            ],
            body.Families.Select(Show));
    }

    [Fact]
    public void The_lines_of_a_summary_or_histogram_become_one_metric()
    {
        PushedBody body = Read(
            """
            # TYPE s summary
            s{quantile="0.5",a="1"} 2
            s_sum{a="1"} 7
            s_count{a="1"} 3
            # TYPE h histogram
            h_bucket{le="1"} 1
            h_bucket{le="+Inf"} 2
            h_count 2
            h_sum 9

            """);
        Assert.Null(body.Fault);
        Assert.Equal(["s Summary '' {a=1}=3/7[0.5:2]", "h Histogram '' {}=2/9[1:1 ∞:2]"], body.Families.Select(Show));
    }

    [Theory]
    [InlineData("a 1", "line 1: unexpected end of input stream")]
    [InlineData("a one\n", "line 1: expected float as value, got \"one\"")]
    [InlineData("a 1 \n", "line 1: expected integer as timestamp, got \"\"")]
    [InlineData("a 1 1x\n", "line 1: expected integer as timestamp, got \"1x\"")]
    [InlineData("a 1 1 2\n", "line 1: spurious string after timestamp: \" 2\"")]
    [InlineData("1a 1\n", "line 1: invalid metric name")]
    [InlineData("\na{b=\"c\",b=\"d\"} 1\n", "line 2: duplicate label names for metric \"a\"")]
    [InlineData("a{__name__=\"c\"} 1\n", "line 1: label name \"__name__\" is reserved")]
    [InlineData("a{b:\"c\"} 1\n", "line 1: expected '=' after label name, found ':'")]
    [InlineData("a{b=\"c\" d=\"e\"} 1\n", "line 1: unexpected end of label value \"c\"")]
    [InlineData("a{b=\"\\x\"} 1\n", "line 1: invalid escape sequence '\\x'")]
    [InlineData("a{b=\"c} 1\n", "line 1: label value \"c} 1\" contains unescaped new-line")]
    [InlineData("# TYPE a thing\n", "line 1: unknown metric type \"thing\"")]
    [InlineData("a 1\n# TYPE a gauge\n", "line 2: second TYPE line for metric name \"a\", or TYPE reported after samples")]
    [InlineData("# HELP a b\n# HELP a b\n", "line 2: second HELP line for metric name \"a\"")]
    [InlineData("# TYPE a summary\na{quantile=\"x\"} 1\n", "line 2: expected float as value for 'quantile' label, got \"x\"")]
    [InlineData("# TYPE a-b gauge\n", "line 1: invalid metric name in comment")]
    [InlineData("# comment", "line 1: unexpected end of input stream")]
    public void A_body_that_upstream_refuses_is_refused_in_its_words(string text, string fault) =>
        Assert.Equal("text format parsing error in " + fault, Read(text).Fault);

    [Theory]
    [InlineData("")]
    [InlineData("\n  \t\n")]
    [InlineData("# a comment\n#\n# HELP\n# TYPE a\n")]
    [InlineData("# TYPE a gauge\n")]
    public void Nothing_is_a_body_too(string text)
    {
        Assert.Null(Read(text).Fault);
        Assert.Empty(Read(text).Families);
    }

    [Fact]
    public void A_time_is_noticed() => Assert.True(Read("a 1 -5\n").Families[0].Metrics[0].HasTime);

    [Fact]
    public void Any_bytes_are_read_or_refused() => Check.QuickThrowOnFailure(
        Prop.ForAll(Garbage().ToArbitrary(), bytes => PushText.Read(bytes) is not null && PushProtobuf.Read(bytes) is not null));

    [Fact]
    public void What_text_says_is_in_its_messages() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Elements("a 1\n", "a{b=\"c\"} 2\n", "# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_count 1\n",
            "# HELP z é\n# TYPE z gauge\nz 3\n")
            .ListOf().ToArbitrary(),
        lines =>
        {
            PushedBody body = Read(string.Concat(lines.Distinct()));
            return body.Families.All(family =>
                PushProtobuf.TryRead(family.Encode(), out PushedFamily? again) && Show(again!) == Show(family));
        }));

    private static PushedBody Read(string text) => PushText.Read(Encoding.UTF8.GetBytes(text));

    // Pieces of the format, so that more than the first byte is read.
    private static Gen<byte[]> Garbage() => Gen.Elements(
        "a", "{", "}", "=", "\"", "\\", ",", " ", "\n", "#", "# TYPE a summary\n", "# HELP ", "1", "e", "le", "a_count ", "\u0001", "é",
        "a{quantile=\"1\"} 1\n")
        .ListOf().Select(parts => Encoding.UTF8.GetBytes(string.Concat(parts)));

    private static string Show(PushedFamily family) =>
        $"{family.Name} {family.Type} '{family.Help}' {string.Join(' ', family.Metrics.Select(Show))}";

    private static string Show(PushedMetric metric)
    {
        var value = PushedValue.Read(metric);
        string labels = string.Join(',', metric.Labels.Select(label => $"{label.Name}={label.Value}"));
        return $"{{{labels}}}=" + (metric.Kind is PushedType.Summary or PushedType.Histogram
            ? FormattableString.Invariant($"{value.Count}/{value.Sum}[")
                + string.Join(' ', value.Parts.Select(part => FormattableString.Invariant($"{part.Bound}:{part.Value}"))) + "]"
            : FormattableString.Invariant($"{value.Plain}")).Replace("Infinity", "∞", StringComparison.Ordinal);
    }
}
