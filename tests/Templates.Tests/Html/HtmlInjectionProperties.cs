using FsCheck;
using FsCheck.Fluent;

namespace Tocsin.Templates.Tests.Html;

/// <summary>No value changes what a browser makes of the page around it.</summary>
public sealed class HtmlInjectionProperties
{
    // Each holds {{.X}} in places of one kind.
    private static readonly string[] Templates =
    [
        "<p>{{.X}}</p>{{.X}}<b>", "<p title=\"{{.X}}\" class='{{.X}}'>x</p>", "<p title={{.X}} id=a{{.X}}b>x</p>",
        "<a href=\"{{.X}}\">x</a>", "<a href='{{.X}}'>x</a>", "<a href={{.X}}>x</a>", "<img src=' {{.X}}'>",
        "<a href=\"/p/{{.X}}?q={{.X}}#{{.X}}\">x</a>", "<form action='{{.X}}'>", "<title>{{.X}}</title><p>",
        "<textarea>{{.X}}</textarea><p>", "<b onclick=\"f({{.X}})\">x</b>", "<b onclick='f({{.X}})'>x</b>",
        "<b onclick=f({{.X}})>x</b>", "<b onclick=\"f('{{.X}}')\">x</b>", "<b onclick='f(&quot;{{.X}}&quot;)'>x</b>",
        "<b onclick=\"f(/a{{.X}}/)\">x</b>", "<script>f({{.X}})</script><p>", "<script>f(\"{{.X}}\")</script><p>",
        "<script>f('a{{.X}}b')</script><p>", "<script>f(`{{.X}}`)</script><p>", "<script>f(/{{.X}}/)</script><p>",
        "<style>p{color:{{.X}}}</style><p>", "<style>p{a:'{{.X}}'}</style><p>", "<p style='color:{{.X}}'>x</p>",
        "<style>p{a:url({{.X}})}</style><p>", "<!-- {{.X}} --><p>", "<script>/* {{.X}} */f(1)</script><p>",
        "<script>f('{{html .X}}')</script><p>", "<a href='{{urlquery .X}}'>x</a>", "<p title='{{.X | html}}'>",
        "{{define \"o\"}}<script>f(\"{{end}}{{template \"o\"}}{{.X}}\")</script>{{template \"o\"}}{{.X}}\")</script><p>",
    ];

    private static readonly string[] Pieces =
    [
        "<", ">", "\"", "'", "`", "/", "\\", "&", "=", " ", "\n", "\r", "\t", "\f", "\0", "\u2028", "\u2029", "\ufeff",
        "${", "}", "]", ")", ";", ":", "//", "/*", "*/", "<!--", "-->", "<script>", "</script>", "</title>", "</style>",
        "</textarea>", "<img src=x onerror=f()>", "onclick=", "javascript:", "JavaScript:", "data:", "&quot;", "&#39;",
        "&lt;", "&colon;", "%22", "\\u0022", "\\x27", "url(", "f(", "a", "1", "\ud800", "\udc00", "é", "\u0001",
    ];

    private static Gen<string> Values => Gen.Elements(Pieces).ArrayOf().Select(string.Concat);

    [Fact]
    public void No_value_changes_the_structure_of_a_page() =>
        Prop.ForAll(Gen.Elements(Templates).ToArbitrary(), Values.ToArbitrary(), (template, value) =>
        {
            string harmless = HtmlSkeleton.Of(HtmlPage.Render(template, "harmless"));
            string attacked = HtmlSkeleton.Of(HtmlPage.Render(template, value));
            return (attacked == harmless).Label($"{HtmlPage.Render(template, value)}\n{attacked}\n{harmless}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(6000).WithEndSize(12));

    [Fact]
    public void The_skeleton_sees_what_an_unescaped_value_would_do() =>
        Assert.All(
            [
                ("<p>", "<p><img src=x onerror=f()>"), ("<p title='a'>", "<p title='a' onclick='f()'>"),
                ("<a href='a'>", "<a href='java\nscript:f()'>"), ("<script>f('a')</script>", "<script>f('');f('')</script>"),
                ("<script>f('a')</script>", "<script>f('</script>')"), ("<b onclick='f(1)'>", "<b onclick='f(1);g()'>"),
                ("<script>f(`a`)</script>", "<script>f(`${a}`)</script>"), ("<title>a</title>", "<title></title><b></title>"),
            ],
            pair => Assert.NotEqual(HtmlSkeleton.Of(pair.Item1), HtmlSkeleton.Of(pair.Item2)));
}
