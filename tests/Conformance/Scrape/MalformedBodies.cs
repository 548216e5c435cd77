namespace Tocsin.Conformance.Scrape;

/// <summary>Bodies that are wrong, or look so: both must agree on which are, and on what becomes of the series.</summary>
internal static class MalformedBodies
{
    private static readonly string[] Texts =
    [
        "a", "a \n", "a x\n", "a 1 x\n", "a 1 2 3\n", "a{ 1\n", "a} 1\n", "a{b} 1\n", "a{b=} 1\n", "a{b=c} 1\n", "a{b=\"c} 1\n",
        "a{b=\"c\" 1\n", "a{b=\"c\"} \n", "a{b=\"c\"d=\"e\"} 1\n", "a{,} 1\n", "a{b=\"c\",,} 1\n", "a{,b=\"c\"} 1\n", "a{=\"c\"} 1\n",
        "a{b=\"c\",b=\"d\"} 1\n", "a{1b=\"c\"} 1\n", "1a 1\n", "-a 1\n", "a-b 1\n", "a.b 1\n", "a:b 1\n", "a{b:c=\"d\"} 1\n", "{} 1\n",
        "{b=\"c\"} 1\n", "{\"\"} 1\n", "{\"a\",\"b\"} 1\n", "{\"a\" 1\n", "{\"a} 1\n", "a{\"b\"} 1\n", "a{\"\"=\"c\"} 1\n",
        "{b=\"c\",\"a\"} 1\n", "{\"a\",} 1\n", "a 1\r\n", "a 1_000\n", "a 0x10\n", "a 0x1p4\n", "a 1e400\n", "a ++1\n", "a 1,5\n",
        "a +nan\n", "a -inf\n", "a e5\n", "a 1e\n", "a . \n", "a 1 1.5\n", "a 1 1e3\n", "a 1 -5\n", "a 1 +5\n",
        "a 1 99999999999999999999\n", "# TYPE a\na 1\n", "# TYPE a thing\na 1\n", "# TYPE a counter extra\na 1\n",
        "# TYPE a counter \na 1\n",
        "# TYPE  a  counter\na 1\n", "# TYPE a Counter\na 1\n", "# TYPE a untyped\na 1\n", "# TYPE a info\na 1\n", "# TYPE\na 1\n",
        "# HELP\na 1\n", "# HELP a\na 1\n", "# HELP a b\\c\na 1\n", "# HELP a \"\na 1\n", "# UNIT a b\na 1\n", "# EOF\na 1\n",
        "a 1\n\0\n", "a\01\n", "<html></html>\n", "{\"status\":\"up\"}\n", "a{b=\"c\n\"} 1\n", "a{b=\"\\\"} 1\n", "a{b=\"c\\\\\"} 1\n",
        "a{b=\"c\"}1\n", "a{b=\"c\"}  1\n", "a  {b=\"c\"} 1\n", "a\t1\n", "a 1 # {x=\"y\"} 1\n", "a 1 #\n", "ä 1\n", "a{ä=\"1\"} 1\n",
        "a{__name__=\"b\"} 1\n", "a{b='c'} 1\n", "__a 1\n", "_ 1\n", ": 1\n", "a{_=\"1\"} 1\n", "a\n1\n", "a 1\nb\n", "# a\na 1\n#", "#",
        "# TYPE \"a.b\" gauge\na 1\n", "# HELP \"a b\" text\na 1\n", "a{b=\"c\"} 1 5\na{b=\"c\"} 2 4\n",
    ];

    private static readonly string[] OpenMetrics =
    [
        "a 1\n", "a 1\n# EOF", "a 1\n# EOF\n\n", "a 1\n# EOF\nb 1\n", "a 1\n# EOF \n", "\na 1\n# EOF\n", "a  1\n# EOF\n", " a 1\n# EOF\n",
        "a 1 \n# EOF\n", "a\t1\n# EOF\n", "# comment\na 1\n# EOF\n", "# TYPE a untyped\na 1\n# EOF\n", "# TYPE a thing\na 1\n# EOF\n",
        "# TYPE  a gauge\na 1\n# EOF\n", "# HELP a\na 1\n# EOF\n", "# HELP a \na 1\n# EOF\n", "# UNIT a seconds\na 1\n# EOF\n",
        "# UNIT a_seconds seconds\na_seconds 1\n# EOF\n", "# UNIT a \na 1\n# EOF\n", "a{b=\"c\", d=\"e\"} 1\n# EOF\n",
        "a{b=\"c\",} 1\n# EOF\n",
        "a{b = \"c\"} 1\n# EOF\n", "a {b=\"c\"} 1\n# EOF\n", "a 1 x\n# EOF\n", "a 1 NaN\n# EOF\n", "a 1 Inf\n# EOF\n", "a 1 1 1\n# EOF\n",
        "a 1 # {x=\"y\"}\n# EOF\n", "a 1 # {x=\"y\"} z\n# EOF\n", "a 1 # {} 1\n# EOF\n", "a 1 # {x=\"y\"} 1 z\n# EOF\n",
        "a 1 # {x=\"y\"} 1 1\n# EOF\n", "a 1 #{x=\"y\"} 1\n# EOF\n", "a 1 # {x=\"y\"} 1 # {x=\"y\"} 1\n# EOF\n", "", "# EOF\n", "# EOF",
        "a{b=\"c\\d\"} 1\n# EOF\n", "{\"a.b\"} 1\n# EOF\n", "a 1 1e400\n# EOF\n", "a 1.5e3 0\n# EOF\n", "a 0x1\n# EOF\n",
        "# TYPE a gauge \na 1\n# EOF\n",
        "# EOF\n# EOF\n", "#EOF\n", "# HELP a x\\y\na 1\n# EOF\n", "a 1\r\n# EOF\n",
    ];

    /// <summary>Each between two scrapes that are right.</summary>
    public static IEnumerable<ScrapeCase> All() =>
    [
        .. Texts.Select((text, i) => ScrapeCase.Of($"text{i}", "", "z 1\n", text, "z 2\n")),
        .. OpenMetrics.Select((text, i) => ScrapeCase.OpenMetrics($"om{i}", "", "z 1\n# EOF\n", text, "z 2\n# EOF\n")),
    ];

    /// <summary>What a case is about.</summary>
    public static string Text(string name) => name.StartsWith("text", StringComparison.Ordinal)
        ? Texts[int.Parse(name.AsSpan(4), System.Globalization.CultureInfo.InvariantCulture)]
        : name.StartsWith("om", StringComparison.Ordinal) && int.TryParse(name.AsSpan(2), out int i) ? OpenMetrics[i] : "";
}
