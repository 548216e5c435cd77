namespace Tocsin.Templates.Tests.Html;

/// <summary>What becomes of one value in each context.</summary>
public sealed class HtmlFunctionsTests
{
    [Theory]
    [InlineData("{{.X}}", "<b>&'\"+", "&lt;b&gt;&amp;&#39;&#34;&#43;")]
    [InlineData("{{.X}}", "\0", "\uFFFD")]
    [InlineData("<p a='{{.X}}'>", "<b>&'\"", "<p a='&lt;b&gt;&amp;&#39;&#34;'>")]
    [InlineData("<p a={{.X}}>", "a b=`c`", "<p a=a&#32;b&#61;&#96;c&#96;>")]
    [InlineData("<p a={{.X}}>", "", "<p a=ZgotmplZ>")]
    [InlineData("<p a={{.X}}>", "\ufdd0\uffff", "<p a=&#xfdd0;&#xffff;>")]
    [InlineData("<title>{{.X}}</title>", "</title>", "<title>&lt;/title&gt;</title>")]
    [InlineData("<p {{.X}}=1>", "Lang", "<p lang=1>")]
    [InlineData("<p {{.X}}=1>", "onclick", "<p ZgotmplZ=1>")]
    [InlineData("<p {{.X}}=1>", "a b", "<p ZgotmplZ=1>")]
    [InlineData("<p {{.X}}=1>", "", "<p ZgotmplZ=1>")]
    [InlineData("a<!--{{.X}}-->b", "-->", "ab")]
    public void HTML(string template, string value, string expected) =>
        Assert.Equal(expected, HtmlPage.Render(template, value));

    [Theory]
    [InlineData("<a href='{{.X}}'>", "https://h/a b?c=d&e", "<a href='https://h/a%20b?c=d&amp;e'>")]
    [InlineData("<a href='{{.X}}'>", "MAILTO:a@b", "<a href='MAILTO:a@b'>")]
    [InlineData("<a href='{{.X}}'>", "javascript:alert(1)", "<a href='#ZgotmplZ'>")]
    [InlineData("<a href='{{.X}}'>", " javascript:alert(1)", "<a href='#ZgotmplZ'>")]
    [InlineData("<a href='{{.X}}'>", "/a:b", "<a href='/a:b'>")]
    [InlineData("<a href='{{.X}}'>", "a%20b%", "<a href='a%20b%25'>")]
    [InlineData("<a href='{{.X | safeUrl}}'>", "tel:1", "<a href='tel:1'>")]
    [InlineData("<a href='/?q={{.X}}'>", "a&b=c#d é", "<a href='/?q=a%26b%3dc%23d%20%c3%a9'>")]
    [InlineData("<a href='/?{{.X | safeUrl}}'>", "a=b&c", "<a href='/?a=b&amp;c'>")]
    [InlineData("<img srcset='{{.X}}'>", "/a 2x, javascript:b 3x, /c d!", "<img srcset='/a 2x,#ZgotmplZ,#ZgotmplZ'>")]
    [InlineData("<img srcset='{{.X | safeUrl}}'>", "/a,b", "<img srcset='/a%2cb'>")]
    [InlineData("<meta content='0;url={{.X}}'>", "javascript:x", "<meta content='0;url=#ZgotmplZ'>")]
    public void URLs(string template, string value, string expected) =>
        Assert.Equal(expected, HtmlPage.Render(template, value));

    [Theory]
    [InlineData("<script>f({{.X}})</script>", "</script>\u2028", "<script>f(\"\\u003c/script\\u003e\\u2028\")</script>")]
    [InlineData("<script>'{{.X}}'</script>", "'\\/\n<", "<script>'\\u0027\\\\\\/\\n\\u003c'</script>")]
    [InlineData("<script>`{{.X}}`</script>", "${a}`", "<script>`\\u0024\\u007ba\\u007d\\u0060`</script>")]
    [InlineData("<script>/{{.X}}/</script>", "a.b/", "<script>/a\\.b\\//</script>")]
    [InlineData("<script>/{{.X}}/</script>", "", "<script>/(?:)/</script>")]
    [InlineData("<b onclick='f({{.X}})'>", "a'b", "<b onclick='f(&#34;a&#39;b&#34;)'>")]
    public void JavaScript(string template, string value, string expected) =>
        Assert.Equal(expected, HtmlPage.Render(template, value));

    [Theory]
    [InlineData("<script>x={{.N}}</script>", "<script>x= null </script>")]
    [InlineData("<script>x={{dict \"a\" (list 1 true \"<\")}}</script>", "<script>x={\"a\":[1,true,\"\\u003c\"]}</script>")]
    [InlineData("<script>x={{list 1 2}}in y</script>", "<script>x=[1,2]in y</script>")]
    [InlineData("<script>x={{1}}in y</script>", "<script>x= 1 in y</script>")]
    public void A_value_becomes_JSON_in_a_script(string template, string expected) =>
        Assert.Equal(expected, HtmlPage.Render(template, ""));

    [Theory]
    [InlineData("<p style='color:{{.X}}'>", "#c00", "<p style='color:#c00'>")]
    [InlineData("<p style='color:{{.X}}'>", "red;x", "<p style='color:ZgotmplZ'>")]
    [InlineData("<p style='color:{{.X}}'>", "exp\\72 ession", "<p style='color:ZgotmplZ'>")]
    [InlineData("<p style='color:{{.X}}'>", "-moz-binding", "<p style='color:ZgotmplZ'>")]
    [InlineData("<p style='color:{{.X}}'>", "a--b", "<p style='color:ZgotmplZ'>")]
    [InlineData("<style>p{a:'/{{.X}}'}</style>", "a'(1\n2", "<style>p{a:'/a\\27\\28 1\\a 2'}</style>")]
    [InlineData("<style>p{a:url({{.X}})}</style>", "data:x", "<style>p{a:url(#ZgotmplZ)}</style>")]
    public void CSS(string template, string value, string expected) =>
        Assert.Equal(expected, HtmlPage.Render(template, value));

    [Theory]
    [InlineData("{{.X | safeHtml}}", "<b>&amp;", "<b>&amp;")]
    [InlineData("<p a='{{.X | safeHtml}}'>", "<b title='1>2'>x</b> &amp; <script>y</script>", "<p a='x &amp; '>")]
    [InlineData("<p a={{.X | safeHtml}}>", "<i>x y</i>", "<p a=x&#32;y>")]
    [InlineData("<title>{{.X | safeHtml}}</title>", "<b>&amp;", "<title>&lt;b&gt;&amp;</title>")]
    [InlineData("<a href='{{.X | safeHtml}}'>", "javascript:x", "<a href='#ZgotmplZ'>")]
    [InlineData("{{.X | safeUrl}}", "<b>", "&lt;b&gt;")]
    public void Safe_values_pass_only_where_they_belong(string template, string value, string expected) =>
        Assert.Equal(expected, HtmlPage.Render(template, value));

    [Fact]
    public void What_is_missing_prints_nothing() => Assert.Equal("||", HtmlPage.Render("|{{.Gone}}|", ""));
}
