using System.Text;

namespace Tocsin.Regexes.Tests;

public sealed class Re2Tests
{
    [Theory]
    [InlineData("(?=a)", "invalid or unsupported Perl syntax: `(?=`")]
    [InlineData("(?!a)", "invalid or unsupported Perl syntax: `(?!`")]
    [InlineData("(?<=a)", "invalid named capture: `(?<=a)`")]
    [InlineData("(?<n", "invalid named capture: `(?<n`")]
    [InlineData("(?<a-b>x)", "invalid named capture: `(?<a-b>`")]
    [InlineData("(?>a)", "invalid or unsupported Perl syntax: `(?>`")]
    [InlineData("(?i-)", "invalid or unsupported Perl syntax: `(?i-)`")]
    [InlineData("(?x)", "invalid or unsupported Perl syntax: `(?x`")]
    [InlineData("(a)\\1", "invalid escape sequence: `\\1`")]
    [InlineData("\\Z", "invalid escape sequence: `\\Z`")]
    [InlineData("\\C", "invalid escape sequence: `\\C`")]
    [InlineData("\\8", "invalid escape sequence: `\\8`")]
    [InlineData("\\x{110000}", "invalid escape sequence: `\\x{110000`")]
    [InlineData("\\xg", "invalid escape sequence: `\\xg`")]
    [InlineData("a**", "invalid nested repetition operator: `**`")]
    [InlineData("a*+", "invalid nested repetition operator: `*+`")]
    [InlineData("a{2}{3}", "invalid nested repetition operator: `{2}{3}`")]
    [InlineData("a{1001}", "invalid repeat count: `{1001}`")]
    [InlineData("a{2,1}", "invalid repeat count: `{2,1}`")]
    [InlineData("(a{100}){11}", "invalid repeat count: `{11}`")]
    [InlineData("*a", "missing argument to repetition operator: `*`")]
    [InlineData("(|+?)", "missing argument to repetition operator: `+?`")]
    [InlineData("(a", "missing closing ): `(a`")]
    [InlineData("a)", "unexpected ): `a)`")]
    [InlineData("[a", "missing closing ]: `[a`")]
    [InlineData("x[z-a]", "invalid character class range: `z-a`")]
    [InlineData("[[:foo:]]", "invalid character class range: `[:foo:]`")]
    [InlineData("\\p{Foo}", "invalid character class range: `\\p{Foo}`")]
    [InlineData("\\pX", "invalid character class range: `\\pX`")]
    [InlineData("\\p{Greek", "invalid character class range: `\\p{Greek`")]
    [InlineData("a\\", "trailing backslash at end of expression: ``")]
    public void What_RE2_refuses_is_refused_in_its_words(string pattern, string expected)
    {
        Assert.False(Re2.TryCompile(pattern, Re2Anchoring.None, out _, out string? error));
        Assert.Equal("error parsing regexp: " + expected, error);
    }

    [Fact]
    public void An_anchored_pattern_is_wrapped_as_text_as_upstream_does()
    {
        Assert.False(Re2.TryCompile("a)", Re2Anchoring.Whole, out _, out string? error));
        Assert.Equal("error parsing regexp: unexpected ): `^(?:a))$`", error);
        Assert.True(Re2.Compile("a)|(b", anchored: true).IsMatch("ax"));
    }

    [Theory]
    [InlineData("a|b|c", "b", true)]
    [InlineData("a|b|c", "bc", false)]
    [InlineData("a|b|c", "", false)]
    [InlineData("prefix.*", "prefix", true)]
    [InlineData("prefix.*", "prefix-1\nx", false)]
    [InlineData("(?s)prefix.*", "prefix-1\nx", true)]
    [InlineData("prefix.+", "prefix", false)]
    [InlineData(".*suffix", "suffix", true)]
    [InlineData(".*mid.*", "a mid b", true)]
    [InlineData(".+mid.*", "midmid", true)]
    [InlineData(".+mid.*", "mid", false)]
    [InlineData("a.*a", "a", false)]
    [InlineData("(?i)stra(ss|ß)e", "STRAẞE", true)]
    [InlineData("(?i)k", "\u212A", true)]
    [InlineData("(?i)[A-Z]", "\u017F", true)]
    [InlineData("(?i)i", "\u0130", false)]
    [InlineData("(?i)\\P{Lu}", "a", false)]
    [InlineData("(?i)[^k]", "\u212A", false)]
    [InlineData("[^a]", "😀", true)]
    [InlineData(".", "😀", true)]
    [InlineData("..", "😀", false)]
    [InlineData("[😀-😂]{2}", "😁😂", true)]
    [InlineData("\\x{1F600}", "😀", true)]
    [InlineData("\\d", "٣", false)]
    [InlineData("\\pN", "٣", true)]
    [InlineData("\\w", "é", false)]
    [InlineData("\\s", "\u00A0", false)]
    [InlineData("\\s", "\v", false)]
    [InlineData("[[:space:]]", "\v", true)]
    [InlineData("[[:^alpha:]]", "1", true)]
    [InlineData("\\p{Greek}+", "αβγ", true)]
    [InlineData("\\p{^Greek}+", "abc", true)]
    [InlineData("\\P{Greek}+", "αβγ", false)]
    [InlineData("\\p{Letter}\\p{old-italic}", "x𐌀", true)]
    [InlineData("\\Qa.b|c\\E+", "a.b|cc", true)]
    [InlineData("\\101\\x42\\a\\f\\v", "AB\a\f\v", true)]
    [InlineData("a{,2}", "a{,2}", true)]
    [InlineData("a{2,}", "aaaa", true)]
    [InlineData("a$b", "a\nb", false)]
    [InlineData("(?m)a$\n^b", "a\nb", true)]
    [InlineData("a\\z", "a", true)]
    [InlineData("a\n?", "a\n", true)]
    [InlineData("\\bé\\b", "é", false)]
    [InlineData("é\\B", "é", true)]
    [InlineData("\\bab\\b.\\bc", "ab c", true)]
    [InlineData("[]a]+", "a]", true)]
    [InlineData("[a-]+", "-a", true)]
    [InlineData("(?i:a)b", "Ab", true)]
    [InlineData("(?i:a)b", "AB", false)]
    [InlineData("(?P<x>a)(?<y>b)", "ab", true)]
    [InlineData("x*", "", true)]
    [InlineData("(x*)*y", "xxy", true)]
    [InlineData("()*", "", true)]
    public void Whole_values_match_with_RE2s_meaning(string pattern, string text, bool matches)
    {
        Re2 regex = Re2.Compile(pattern, anchored: true);
        Assert.Equal(matches, regex.IsMatch(text));
        Assert.Equal(matches, regex.IsMatch(Encoding.UTF8.GetBytes(text)));
        Assert.Equal(matches, Re2.Compile($"\\A(?:{pattern})\\z").Find(text) is not null);
    }

    [Theory]
    [InlineData("api-.*", "api-")]
    [InlineData("host-[0-9]+:9100", "host-")]
    [InlineData("(?:Kube|Node)[AB]x*", "KubeA,KubeB,NodeA,NodeB")]
    [InlineData("a.*|b+c", "a,b")]
    [InlineData("(ab){2,}c", "ab")]
    [InlineData("(ab)?c.*", "abc,c")]
    [InlineData("(a|ab|b).*", "a,b")]
    [InlineData(".*x", null)]
    [InlineData("a*x.*", null)]
    [InlineData("x|.*", null)]
    [InlineData("[a-z]x", null)]
    [InlineData("a)|(b", null)]
    public void An_index_learns_how_every_match_begins(string pattern, string? prefixes)
    {
        IReadOnlyList<string>? found = Re2.Compile(pattern, anchored: true).Prefixes;
        Assert.Equal(prefixes, found is null ? null : string.Join(',', found.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void A_pattern_that_is_not_anchored_is_found_anywhere()
    {
        Re2 regex = Re2.Compile("b+$");
        Assert.True(regex.IsMatch("abb"));
        Assert.False(regex.IsMatch("bba"));
        Assert.Equal("bb", regex.Find("abb")![0]);
    }

    [Theory]
    [InlineData("(\\w+)@(?P<host>\\w+)", "me@home, you@work", "$host:$1", "home:me, work:you")]
    [InlineData("a*", "baac", "x", "xbxcx")]
    [InlineData("", "äb", "-", "-ä-b-")]
    [InlineData("b", "abc", "$$", "a$c")]
    [InlineData("(b)(x)?", "abc", "[$2${1}]", "a[b]c")]
    [InlineData("(b)", "abc", "$1x", "ac")]
    [InlineData("(b)", "abc", "${1}x", "abxc")]
    [InlineData("(b)", "abc", "${1", "a${1c")]
    [InlineData("^a", "aaa", "b", "baa")]
    [InlineData("(a|ab)(c|bcd)?", "abcd", "<$1,$2>", "<a,bcd>")]
    [InlineData("(a+?)(a*)", "aaa", "$1-$2", "a-aa")]
    public void Replacing_follows_Go(string pattern, string text, string template, string expected)
    {
        Assert.Equal(expected, Re2.Compile(pattern).ReplaceAll(text, template));
    }

    [Fact]
    public void A_pattern_that_would_explode_elsewhere_takes_linear_time()
    {
        Re2 regex = Re2.Compile("(a*)*(a|aa)+(x+x+)+y", anchored: true);
        Assert.False(regex.IsMatch(new string('a', 20_000) + new string('x', 20_000)));
        Assert.True(regex.IsMatch(new string('a', 20_000) + new string('x', 20_000) + "y"));
    }

    [Fact]
    public void A_full_cache_is_dropped_and_the_answers_stay_right()
    {
        // Needs a state for each subset of the last twelve positions: far more than the cache holds.
        Re2 regex = Re2.Compile("(?:[ab]|é)*a[abé]{12}", anchored: true);
        var random = new Random(7);
        var text = new StringBuilder();
        for (int i = 0; i < 40_000; i++)
        {
            text.Append("abé"[random.Next(3)]);
        }

        string all = text.ToString();
        for (int end = all.Length - 3; end <= all.Length; end++)
        {
            Assert.Equal(all[end - 13] == 'a', regex.IsMatch(all.AsSpan(..end)));
        }
    }

    [Fact]
    public void Deep_nesting_and_huge_programs_are_refused_not_tried()
    {
        string deep = new string('(', 100_000) + "a" + new string(')', 100_000);
        Assert.False(Re2.TryCompile(deep, Re2Anchoring.None, out _, out string? error));
        Assert.StartsWith("error parsing regexp: expression nests too deeply", error, StringComparison.Ordinal);
        Assert.True(Re2.TryCompile(new string('(', 990) + "a" + new string(')', 990), Re2Anchoring.Whole, out Re2? fits, out _));
        Assert.True(fits.IsMatch("a"));
        string big = string.Concat(Enumerable.Repeat("(?:abcdefghij){1000}", 400));
        Assert.False(Re2.TryCompile(big, Re2Anchoring.None, out _, out error));
        Assert.StartsWith("error parsing regexp: expression too large", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Escaping_makes_a_text_match_itself_only()
    {
        const string Text = @"a.b*c+d?(e)[f]{g}^$|\é";
        Re2 regex = Re2.Compile(Re2.Escape(Text), anchored: true);
        Assert.Equal([Text], regex.Literals);
        Assert.True(regex.IsMatch(Text));
    }

    [Fact]
    public void A_long_value_matches_too()
    {
        string text = new string('é', 5_000) + "x";
        Assert.True(Re2.Compile("é+x", anchored: true).IsMatch(text));
    }
}
