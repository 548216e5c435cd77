using Tocsin.Model.Samples;
using Tocsin.Signals.Scrape;
using Tocsin.Signals.Tests.Wire;

namespace Tocsin.Signals.Tests.Scrape;

public sealed class ExpositionTests
{
    private static string[] Read(string body, ScrapeFormat format = ScrapeFormat.Text)
    {
        var target = new ScrapedTarget();
        Assert.Equal("", target.Scrape(body, 1000, format).Fault);
        return target.Series();
    }

    private static string Fault(string body, ScrapeFormat format = ScrapeFormat.Text) =>
        new ScrapedTarget().Scrape(body, 1000, format).Fault;

    [Theory]
    [InlineData("a 1\n", "a{instance=\"i\"} 1000:1")]
    [InlineData("a 1", "a{instance=\"i\"} 1000:1")]
    [InlineData("  a   1.5e3  \n", "a{instance=\"i\"} 1000:1500")]
    [InlineData("a{} +Inf\n", "a{instance=\"i\"} 1000:Infinity")]
    [InlineData("a -12.25 2500\n", "a{instance=\"i\"} 2500:-12.25")]
    [InlineData("a { b = \"c\" , } 1\n", "a{b=\"c\",instance=\"i\"} 1000:1")]
    [InlineData("a{b=\"x}y\\\"z\\\\w\\n\"} 1\n", "a{b=\"x}y\\\"z\\\\w\\n\",instance=\"i\"} 1000:1")]
    [InlineData("a{b=\"c:\\dir\"} 1\n", "a{b=\"c:\\\\dir\",instance=\"i\"} 1000:1")]
    [InlineData("a{empty=\"\"} 1\n", "a{instance=\"i\"} 1000:1")]
    [InlineData("{\"a.b\",\"c d\"=\"e\"} 1\n", "a.b{c d=\"e\",instance=\"i\"} 1000:1")]
    [InlineData("a{\"c.d\"=\"e\"} 1\n", "a{c.d=\"e\",instance=\"i\"} 1000:1")]
    [InlineData("# any comment\n\n#HELP x\n# TYPE a counter\na 0.1\n", "a{instance=\"i\"} 1000:0.1")]
    [InlineData("a 123456789012345678\n", "a{instance=\"i\"} 1000:1.2345678901234568E+17")]
    [InlineData("a .5\nb 5.\n", "a{instance=\"i\"} 1000:0.5", "b{instance=\"i\"} 1000:5")]
    public void Text_is_read(string body, params string[] series) => Assert.Equal(series, Read(body));

    [Theory]
    [InlineData("a 1\nb\n", "line 2, column 2: expected a value after the series, got \"\"")]
    [InlineData("a 1\n  b x\n", "line 2, column 5: expected a value after the series, got \"x\"")]
    [InlineData("a 1 1.5\n", "line 1, column 5: expected a time in milliseconds or the end of the line, got \"1.5\"")]
    [InlineData("a 1 15 9\n", "line 1, column 8: expected the end of the line, got \"9\"")]
    [InlineData("a{b=\"c} 1\n", "line 1, column 1: expected the name of a series")]
    [InlineData("a{b=c} 1\n", "line 1, column 1: expected a label's value in quotes")]
    [InlineData("a{b=\"c\",b=\"d\"} 1\n", "line 1, column 1: label name \"b\" is not unique")]
    [InlineData("a 0x1p3\n", "line 1, column 3: expected a value after the series, got \"0x1p3\"")]
    [InlineData("a 1e999\n", "line 1, column 3: expected a value")]
    [InlineData("# TYPE a info\n", "line 1, column 10: invalid metric type \"info\"")]
    [InlineData("# TYPE a thing\n", "line 1, column 10: invalid metric type \"thing\"")]
    [InlineData("1a 1\n", "line 1, column 1: a metric's name cannot begin with '1'")]
    [InlineData("<html>\n", "line 1, column 1: expected the name of a series")]
    public void What_is_wrong_in_text_is_said_with_its_place(string body, string fault) =>
        Assert.StartsWith(fault, Fault(body), StringComparison.Ordinal);

    [Theory]
    [InlineData("a 1 2.5\n# EOF\n", "a{instance=\"i\"} 2500:1")]
    [InlineData("# TYPE a counter\n# HELP a Help.\n# UNIT a_s s\na_total{b=\"c\"} 1\na_created{b=\"c\"} 5\n# EOF",
        "a_created{b=\"c\",instance=\"i\"} 1000:5", "a_total{b=\"c\",instance=\"i\"} 1000:1")]
    public void OpenMetrics_is_read(string body, params string[] series) => Assert.Equal(series, Read(body, ScrapeFormat.OpenMetrics));

    [Theory]
    [InlineData("a 1\n", "data does not end with # EOF")]
    [InlineData("a 1\n# EOF\nb 2\n", "unexpected data after # EOF")]
    [InlineData("a  1\n# EOF\n", "expected one space and a value after the series")]
    [InlineData("# any\n# EOF\n", "expected # TYPE, # HELP, # UNIT or # EOF")]
    [InlineData("# UNIT a seconds\n# EOF\n", "unit \"seconds\" not a suffix of metric \"a\"")]
    [InlineData("# TYPE a untyped\n# EOF\n", "invalid metric type \"untyped\"")]
    public void OpenMetrics_is_strict(string body, string fault) =>
        Assert.Contains(fault, Fault(body, ScrapeFormat.OpenMetrics), StringComparison.Ordinal);

    [Theory]
    [InlineData("1", "1.0")]
    [InlineData("0.005", "0.005")]
    [InlineData("1000000", "1e+06")]
    [InlineData("123456", "123456.0")]
    [InlineData("1e-5", "1e-05")]
    [InlineData("123456789", "1.23456789e+08")]
    [InlineData("inf", "+Inf")]
    [InlineData("words", "words")]
    public void Bounds_have_one_spelling(string exposed, string kept) => Assert.Equal(
        [$"h_bucket{{instance=\"i\",le=\"{kept}\"}} 1000:1"],
        Read($"# TYPE h histogram\nh_bucket{{le=\"{exposed}\"}} 1\n"));

    [Fact]
    public void Exemplars_are_kept_once()
    {
        const string Body = "# TYPE a counter\na_total 1 # {trace_id=\"t\"} 0.5 7.25\n# EOF\n";
        var target = new ScrapedTarget();
        target.Scrape(Body, 1000, ScrapeFormat.OpenMetrics);
        target.Scrape(Body, 2000, ScrapeFormat.OpenMetrics);
        Exemplar exemplar = Assert.Single(target.Exemplars);
        Assert.Equal(("t", 0.5, 7250L), (exemplar.Labels["trace_id"], exemplar.Value, exemplar.TimeMs));
        Assert.Equal("i", exemplar.Series["instance"]);
    }

    [Fact]
    public void Metadata_is_known_by_target()
    {
        var target = new ScrapedTarget();
        target.Scrape("# HELP a Say \\\\ and\\nmore.\n# TYPE a counter\na 1\n", 1000);
        Assert.Equal(new MetricMetadata("a", "counter", "", "Say \\ and\nmore."), Assert.Single(target.Scraper.Metadata));
    }

    [Fact]
    public void Protobuf_has_classic_and_native_histograms()
    {
        ProtoText histogram = new ProtoText()
            .Varint(1, 5).Float(2, 12.5)
            .Message(3, new ProtoText().Varint(1, 3).Float(2, 1))
            .Zigzag(5, 1).Float(6, 0.001).Varint(7, 1)
            .Message(12, new ProtoText().Zigzag(1, 1).Varint(2, 2)).Zigzag(13, 1).Zigzag(13, 2);
        byte[] body =
        [
            .. Delimited(Family("c", 0, Metric("x").Message(3, new ProtoText().Float(1, 7)))),
            .. Delimited(Family("s", 2, Metric("x").Message(4, new ProtoText().Varint(1, 2).Float(2, 3)
                .Message(3, new ProtoText().Float(1, 0.5).Float(2, 1.5))))),
            .. Delimited(Family("h", 4, Metric("\"\n").Message(7, histogram))),
        ];
        var classic = new ScrapedTarget();
        Assert.Equal("", classic.Scrape(body, 1000, ScrapeFormat.Protobuf).Fault);
        Assert.Equal(
            [
                "c{instance=\"i\",l=\"x\"} 1000:7",
                "h_bucket{instance=\"i\",l=\"\\\"\\n\",le=\"+Inf\"} 1000:5",
                "h_bucket{instance=\"i\",l=\"\\\"\\n\",le=\"1.0\"} 1000:3",
                "h_count{instance=\"i\",l=\"\\\"\\n\"} 1000:5",
                "h_sum{instance=\"i\",l=\"\\\"\\n\"} 1000:12.5",
                "s_count{instance=\"i\",l=\"x\"} 1000:2",
                "s_sum{instance=\"i\",l=\"x\"} 1000:3",
                "s{instance=\"i\",l=\"x\",quantile=\"0.5\"} 1000:1.5",
            ],
            classic.Series());

        var native = new ScrapedTarget(new ScrapePoolModel { Name = "job", TakesNative = true });
        native.Scrape(body, 1000, ScrapeFormat.Protobuf);
        Assert.Contains("h{instance=\"i\",l=\"\\\"\\n\"} 1000:[1 5 12.5: 1 3]", native.Series());
        Assert.DoesNotContain(native.Series(), line => line.StartsWith("h_", StringComparison.Ordinal));

        var coarse = new ScrapedTarget(new ScrapePoolModel { Name = "job", TakesNative = true, NativeBucketsMax = 1 });
        coarse.Scrape(body, 1000, ScrapeFormat.Protobuf);
        Assert.Contains(coarse.Series(), line => line.StartsWith("h{", StringComparison.Ordinal) && line.Contains(": 4]"));
    }

    [Fact]
    public void A_body_of_protobuf_that_ends_early_is_refused()
    {
        byte[] body = Delimited(Family("c", 0, Metric("x").Message(3, new ProtoText().Float(1, 7))));
        Assert.Equal(
            "byte 0: the body ends within a message", new ScrapedTarget().Scrape(body[..^1], 1000, ScrapeFormat.Protobuf).Fault);
    }

    // Whatever a target sends, the scrape ends with a result.
    [Fact]
    public void No_bytes_break_the_readers()
    {
        byte[] seed = System.Text.Encoding.UTF8.GetBytes(
            "# TYPE h histogram\n# HELP h x\\n\nh_bucket{le=\"1\",a=\"b\\\"\"} 1 5\n"
            + "{\"q.r\",\"s\"=\"t\"} NaN\na_total 1 # {t=\"u\"} 1 2\n# EOF\n");
        var random = new Random(7);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] body = [.. seed];
            for (int change = random.Next(1, 6); change > 0; change--)
            {
                int at = random.Next(body.Length);
                body = random.Next(3) switch
                {
                    0 => [.. body[..at], .. body[(at + 1)..], (byte)'\n'],
                    1 => [.. body[..at], (byte)random.Next(256), .. body[at..]],
                    _ => body[..at].Length == 0 ? body : [.. body[..at], body[random.Next(body.Length)], .. body[(at + 1)..]],
                };
            }

            foreach (ScrapeFormat format in Enum.GetValues<ScrapeFormat>())
            {
                Assert.NotNull(new ScrapedTarget().Scrape(body, 1000, format).Fault);
            }
        }
    }

    private static ProtoText Metric(string label) =>
        new ProtoText().Message(1, new ProtoText().Text(1, "l").Text(2, label));

    private static ProtoText Family(string name, ulong type, ProtoText metric) =>
        new ProtoText().Text(1, name).Text(2, "Help.").Varint(3, type).Message(4, metric);

    // Test messages are shorter than 128 bytes or have a length of two bytes.
    private static byte[] Delimited(ProtoText message)
    {
        byte[] bytes = message.Bytes;
        byte[] length = bytes.Length < 128 ? [(byte)bytes.Length] : [(byte)(bytes.Length | 0x80), (byte)(bytes.Length >> 7)];
        return [.. length, .. bytes];
    }
}
